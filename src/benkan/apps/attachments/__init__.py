"""Files beside a letter: sealed on the disk, fetched chunk by chunk, erased with the letter (BKP-12).

Other slices say to which of their letters a file belongs (``holders``); what is inside a file is nobody's business
here: it is carried, checked and handed out, never opened or shown.
"""
