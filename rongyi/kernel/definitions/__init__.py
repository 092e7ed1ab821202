"""Policy as data: YAML files with their lines kept, checked against the schema of whoever reads their folder.

An app registers its folder; the kernel imports no app. What is wrong is said with file, line and mend.
"""

from rongyi.kernel.definitions.checks import FOLDERS, check_all, register_folder
from rongyi.kernel.definitions.faults import Fault, FaultyDefinition
from rongyi.kernel.definitions.loading import Definition, Loaded, Words
from rongyi.kernel.definitions.store import load_folder, load_one, text_of

__all__ = [
    "FOLDERS", "Definition", "Fault", "FaultyDefinition", "Loaded", "Words", "check_all", "load_folder", "load_one",
    "register_folder", "text_of",
]  # fmt: skip
