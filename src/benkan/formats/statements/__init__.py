"""Statements of accounts and of mobile money: CSV and XLSX of any layout, with headers in French, English and Arabic.

``Statement`` finds the header below whatever stands above it, offers which column is what, and reads row by row: signed
amounts, debit and credit, or an amount with its direction; both sides in each row, or one account whose statement it
is. Cells in doubt are asked. Words are reviewed in resources/money.
"""

from benkan.formats.statements.headers import FIELDS, Mapping, find_header
from benkan.formats.statements.reader import LEAVE_OUT, WHY, Answers, RowRead, Statement, understood

__all__ = ["FIELDS", "LEAVE_OUT", "WHY", "Answers", "Mapping", "RowRead", "Statement", "find_header", "understood"]
