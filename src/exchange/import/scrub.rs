//! Texts of invitations without what opens a door: passcodes, numbers to dial, links with a password.

/// A text without lines that hold a passcode or a way into a meeting.
pub(super) fn scrubbed(text: &str) -> String {
    let mut out: Vec<&str> = vec![];
    for line in text.lines() {
        if line.chars().filter(|c| matches!(c, '_' | '-' | '=' | '*')).count() > 10
            && !line.contains(char::is_alphanumeric)
        {
            continue;
        }
        if !opens_a_door(line) {
            out.push(line.trim_end());
        }
    }
    let text = out.join("\n");
    let mut text = text.trim().to_owned();
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text
}

/// Does a line hold something that is for those who are invited only?
fn opens_a_door(line: &str) -> bool {
    let line = line.to_lowercase();
    let words = [
        "passcode",
        "password",
        "kenncode",
        "kennwort",
        "meeting id",
        "meeting-id",
        "besprechungs-id",
        "conference id",
        "access code",
        "dial in",
        "dial-in",
        "dial by",
        "find a local number",
        "one tap mobile",
        "join by phone",
        "pwd=",
        "zoom.us/j/",
        "teams.microsoft.com/l/meetup",
        "meet.google.com/",
        "webex.com/",
        "join zoom meeting",
        "join the meeting",
        "join microsoft teams",
        "host key",
        "pin:",
        "code secret",
        "mot de passe",
        "gotomeet",
        "phone conference",
        "sip:",
        "join on your computer",
    ];
    words.iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_opens_a_door_is_left_out() {
        let text = "Talk on SiC\n\nJoin Zoom Meeting\nhttps://us02web.zoom.us/j/1?pwd=abc\nMeeting ID: 1\nPasscode: 2\n\nBring notes\n";
        assert_eq!(super::scrubbed(text), "Talk on SiC\n\nBring notes");
    }
}
