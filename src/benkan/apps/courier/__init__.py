"""Letters by hand: what waits for a partner goes onto a stick or into mail, and what a courier brings is taken in.

The way changes nothing: a letter is the same bytes as over HTTPS and passes the same gate. A folder is believed in
nothing; what counts is what opens. The layout of the folder is BKP-02, section 8.
"""
