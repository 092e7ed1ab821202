"""What the county may change without a programmer, shown with its source; it is edited as a file, never here."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from rongyi.kernel.definitions import FOLDERS, load_folder, text_of
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import page
from rongyi.portal.permissions import READ_DEFINITIONS


@require_safe
@page(READ_DEFINITIONS)
def definition_list(request):
    folders = []
    for name in sorted(FOLDERS):
        good, faults = load_folder(name)
        folders.append({"name": name, "title": FOLDERS[name].title, "good": good.values(), "faults": faults})
    faulty = sum(bool(folder["faults"]) for folder in folders)
    return render(request, "portal/definition_list.html", {"folders": folders, "faulty": faulty})


@require_safe
@page(READ_DEFINITIONS)
def definition(request, folder: str, name: str):
    text = text_of(folder, name)
    if text is None:
        raise NotFound()
    good, faults = load_folder(folder)
    file = f"{folder}/{name}.yaml"
    context = {
        "file": file, "one": good.get(name), "lines": text.splitlines(), "folder": FOLDERS[folder].title,
        "faults": [fault for fault in faults if fault.file == file],
    }  # fmt: skip
    return render(request, "portal/definition.html", context)
