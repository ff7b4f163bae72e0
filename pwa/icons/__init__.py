"""The installed app's icon: drawings, and the PNGs that a developer renders from them."""
