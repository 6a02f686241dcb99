"""How to become a spin-off: the steps, templates to begin with, good practices of partners. Words in reviewed lists."""
