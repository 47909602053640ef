@rem npm start: "exec" replaces the shell of macOS and Linux, so that signals reach the shop. The shell of Windows has no such command.
@%*
