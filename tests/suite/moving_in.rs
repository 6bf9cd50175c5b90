//! `examples/moving-in`: what its README shows is what happens, command by command.

use crate::support::{Site, project};

#[test]
fn the_way_in_is_as_it_is_told() {
    let site = Site::from_example("moving-in");
    let readme = std::fs::read_to_string(project().join("examples/moving-in/README.md")).unwrap();
    let blocks = readme.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut told = vec![];
    for block in blocks {
        let (command, wanted) = block.split_once('\n').unwrap();
        let args = words(command.strip_prefix("$ cpdfolio ").unwrap());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let run = site.run_all(&args);
        // as a terminal shows both
        assert_eq!(format!("{}{}", run.stdout, run.stderr), wanted, "{command}");
        told.push(args[0].to_owned());
    }
    for command in ["import", "list", "edit", "undo", "status"] {
        assert!(told.iter().any(|t| t == command), "{command} is not told");
    }
    site.run(["check"]).ok();
    assert!(!site.tree("").iter().any(|(_, bytes)| {
        let text = String::from_utf8_lossy(bytes);
        text.contains("someone@calendar.example") && !text.starts_with("BEGIN:VCALENDAR")
    }));
}

/// The words of a command line; those in single quotes are one.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(n, part)| {
            let all: Vec<&str> = if n % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
            all.into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}
