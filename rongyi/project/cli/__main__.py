from rongyi.project.cli import main

main()
