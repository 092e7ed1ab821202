#!/usr/bin/env python
"""Django's own commands; everyday work is done with `rongyi`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongyi.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
