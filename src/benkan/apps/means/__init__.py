"""What services can lend each other: registered, certified, committed, booked; goals, gaps, and who fits a need."""
