"""Django's backend for SQLite with a fair queue before the lock of writers (docs/adr/0013-writers-wait-their-turn.md)."""
