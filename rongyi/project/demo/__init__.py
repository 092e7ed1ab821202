"""The demo: real towns and villages, invented people, two years of work made through the services of the house.

Same counties, number and seed: same data. Nobody in it exists; each file is marked `is_demo`.
"""

from rongyi.project.demo.load import load_demo

__all__ = ["load_demo"]
