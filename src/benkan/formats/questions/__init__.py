"""Choice questions from files of schools: GIFT, and the XML of Moodle's question bank.

Only questions with choices are taken, true or false included; every other kind is named with its line and left out. No
picture, no formula, no file inside a file is read.
"""

from benkan.formats.questions.question import LeftOut, Question, Read, read

__all__ = ["LeftOut", "Question", "Read", "read"]
