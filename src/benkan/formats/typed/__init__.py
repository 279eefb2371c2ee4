"""Tables that people typed, whatever they are about: sheets become rows, cells are judged, dates are read.

``sheets`` reads CSV and XLSX within bounds; ``cells`` says what is sure and what must be asked; ``dates`` reads days as
people write them. Lists of seizures and statements of accounts are read with them.
"""
