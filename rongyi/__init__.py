"""戎驿 Rongyi: what people do at a veterans service station is recorded once; everything else is derived."""

__version__ = "0.1.0"
