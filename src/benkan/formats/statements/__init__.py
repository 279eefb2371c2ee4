"""Statements of accounts and of mobile money: CSV and XLSX of any layout."""
