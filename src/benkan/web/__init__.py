"""What every page shares: base template, design tokens, own CSS and JavaScript, badges."""
