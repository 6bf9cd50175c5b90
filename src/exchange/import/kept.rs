//! What moves in is kept: no word is dropped in silence, no hour is made of what is none, and a draft stays one.

use super::ask::Answers;
use super::draft::{Came, Draft, NoEntry, Refusal};
use super::names::Role;
use super::tests::{folder, read};
use super::understand::Understood;

fn sheet(text: &str) -> Understood {
    read(text.as_bytes(), &Answers::default())
}

fn drafts(of: &Understood) -> Vec<&Draft> {
    of.rows
        .iter()
        .filter_map(|row| match &row.came {
            Came::Entry(draft) => Some(&**draft),
            _ => None,
        })
        .collect()
}

fn refused(of: &Understood) -> Vec<(&str, &Refusal)> {
    of.rows
        .iter()
        .filter_map(|row| match &row.came {
            Came::Refused(refusal) => Some((row.place.sheet.as_str(), refusal)),
            _ => None,
        })
        .collect()
}

fn nothing(of: &Understood) -> Vec<(&str, NoEntry)> {
    of.rows
        .iter()
        .filter_map(|row| match row.came {
            Came::Nothing(kind) => Some((row.place.sheet.as_str(), kind)),
            _ => None,
        })
        .collect()
}

fn private<'d>(draft: &'d Draft, key: &str) -> Option<&'d str> {
    draft.private.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
}

#[test]
fn what_stands_in_the_second_column_of_a_kind_is_kept() {
    // each word but those of days stands once: it is found again, wherever that is
    let heads = "Date,Activity,Hours,Provider,Organiser,What I learned,Reflection,Tags,Keywords,Type,Format,Category,Area,Notes,Comments,Planned,Unplanned?,Status,Result,Where,Employee,Person,Competences,Competencies,Year";
    let first = "2024-03-04,actone,7,provone,provtwo,learnone,learntwo,tagone,tagtwo,Course,kindtwo,soft skills,areatwo,noteone,notetwo,yes,planweird,statone,stattwo,whereone,Sam Example,Sam E. Example,compone,comptwo,1999";
    let second = "2024-03-05,actthree,7,,provfour,,learnfour,,tagfour,,Webinar,,,,notefour,,,,statfour,,,,,,";
    let found = sheet(&format!("{heads}\n{first}\n{second}\n"));
    let drafts = drafts(&found);
    assert_eq!(drafts.len(), 2);
    for (draft, row) in drafts.iter().zip([first, second]) {
        let all = format!("{draft:?}");
        for word in row.split(',').filter(|w| w.len() > 4 && w.chars().all(char::is_alphanumeric)) {
            let kind = ["Course", "Webinar"].contains(&word);
            assert!(kind || all.contains(word), "{word} is lost: {all}");
        }
    }
    assert_eq!(drafts[0].provider.as_deref(), Some("provone"));
    assert_eq!(private(drafts[0], "Organiser"), Some("provtwo"));
    assert_eq!(drafts[0].tags, ["tagone", "tagtwo"]);
    assert_eq!(drafts[0].reflection.as_deref(), Some("What I learned: learnone\n\nReflection: learntwo"));
    assert_eq!(drafts[1].provider.as_deref(), Some("provfour"));
    assert_eq!(drafts[1].reflection.as_deref(), Some("learnfour"));
    assert_eq!(drafts[1].tags, ["tagfour"]);
    assert_eq!(drafts[1].kind.as_deref(), Some("event"));
    assert_eq!(private(drafts[1], "Organiser"), None);
}

#[test]
fn a_second_last_day_is_kept() {
    let found = sheet(
        "Start date,End date,Ended,Activity,Hours\n2024-03-04,2024-03-05,2024-03-09,A,7\n2024-03-06,,2024-03-08,B,7\n",
    );
    let drafts = drafts(&found);
    assert_eq!(private(drafts[0], "Ended"), Some("2024-03-09"));
    assert_eq!(drafts[1].days.unwrap().last.to_string(), "2024-03-08");
    assert_eq!(private(drafts[1], "Ended"), None);
}

#[test]
fn a_draft_of_the_source_stays_one() {
    for (head, value, is_draft, kept) in [
        ("Draft", "true", true, false),
        ("draft", "false", false, false),
        ("Draft", "1", true, false),
        ("Draft", "0", false, false),
        ("Published", "no", true, false),
        ("published", "yes", false, false),
        ("Attended", "N", true, true),
        ("Attended", "Y", false, true),
        ("Attended?", "No", true, true),
        ("Present", "false", true, true),
        ("Took place", "nein", true, true),
        ("Status", "cancelled", true, true),
        ("Status", "attended", false, true),
    ] {
        let found = sheet(&format!("Date,Activity,Hours,{head}\n2024-03-04,A,7,{value}\n"));
        let draft = drafts(&found)[0];
        assert_eq!(draft.is_draft(), is_draft, "{head} {value}");
        assert_eq!(private(draft, head).is_some(), kept, "{head} {value}: {:?}", draft.private);
    }
    // what most rows say takes nothing from the one that is a draft
    for (head, values, wanted) in [
        ("Draft", ["true", "v2", "v3"], [true, true, true]),
        ("published", ["2025-01-02", "2025-01-02", "false"], [false, false, true]),
        ("Draft", ["v1", "v2", "v3"], [false, false, false]),
    ] {
        let found = sheet(&format!(
            "Date,Activity,Hours,{head}\n2024-03-04,A,7,{}\n2024-03-05,B,7,{}\n2024-03-06,C,7,{}\n",
            values[0], values[1], values[2]
        ));
        let all = drafts(&found);
        assert_eq!(all.iter().map(|d| d.is_draft()).collect::<Vec<_>>(), wanted, "{head} {values:?}");
        for (draft, value) in all.iter().zip(values).filter(|(_, value)| !["true", "false"].contains(value)) {
            assert_eq!(private(draft, head), Some(value));
        }
    }
    // a word that is neither yes nor no: it is kept, and nothing counts that may be a draft
    let found = sheet(
        "Date,Activity,Hours,Draft\n2024-03-04,A,7,yes\n2024-03-05,B,7,no\n2024-03-06,C,1,no\n2024-03-06,D,1,no\n2024-03-07,E,7,perhaps\n",
    );
    let all = drafts(&found);
    assert_eq!(all.iter().map(|d| d.is_draft()).collect::<Vec<_>>(), [true, false, false, false, true]);
    assert_eq!(private(all[4], "Draft"), Some("perhaps"));
}

#[test]
fn an_empty_column_takes_nothing_from_one_that_is_filled() {
    let found =
        sheet("Date,Activity,Hours?,Time,Points\n2024-03-04,A,,1:30,6\n2024-03-05,B,,7:00,2\n2024-03-06,C,,0:45,1\n");
    assert_eq!(found.questions, []);
    let minutes: Vec<_> = drafts(&found).iter().map(|d| d.minutes.map(|m| m.0)).collect();
    assert_eq!(minutes, [Some(90), Some(420), Some(45)]);
    // beside hours, `Time` says when
    let found = sheet("Date,Activity,Hours,Time\n2024-03-04,A,2,09:30\n2024-03-05,B,3,14:00\n");
    assert_eq!(drafts(&found)[0].minutes.map(|m| m.0), Some(120));
    assert_eq!(private(drafts(&found)[0], "Time"), Some("09:30"));
    // what it is said to be holds, also where other columns hold hours
    let text = "Date,Activity,Hours,Time\n2024-03-04,A,2,\n2024-03-05,B,,14:00\n";
    let answers = Answers { columns: vec![("time".to_owned(), Role::Time)], ..Answers::default() };
    let found = read(text.as_bytes(), &answers);
    assert_eq!(drafts(&found).iter().map(|d| d.minutes.map(|m| m.0)).collect::<Vec<_>>(), [Some(120), Some(840)]);
}

#[test]
fn a_comma_that_may_part_thousands_is_refused() {
    let text = "From,To,Role,Hours\n01/05/2023,30/04/2024,Nurse,\"1,350\"\n01/05/2024,31/12/2024,Nurse,880\n01/01/2025,30/04/2026,Nurse,1600\n";
    let found = sheet(text);
    assert_eq!(drafts(&found).iter().map(|d| d.minutes.unwrap().0).collect::<Vec<_>>(), [880 * 60, 1600 * 60]);
    let [(_, refusal)] = refused(&found)[..] else { panic!() };
    assert_eq!(refusal.fix, "write 1350 or 1.35");
    for (text, minutes) in
        [("0,350", Some(21)), ("1,5", Some(90)), ("1,25", Some(75)), ("12,345", None), ("1,350 h", Some(81))]
    {
        let found = sheet(&format!("Date;Activity;Hours\n2024-03-04;A;{text}\n2024-03-05;B;2\n"));
        let a = drafts(&found).into_iter().find(|d| d.title == "A").and_then(|d| d.minutes).map(|m| m.0);
        assert_eq!(a, minutes, "{text}");
    }
    // other rows show what a comma is
    for (shown, minutes) in [("0,750", 90), ("7.5", 90_000)] {
        let head = "From,To,Role,Hours\n01/05/2023,30/04/2024,Nurse,\"1,500\"\n";
        let found = sheet(&format!("{head}13/05/2024,31/12/2024,Nurse,\"{shown}\"\n"));
        assert_eq!(drafts(&found)[0].minutes.map(|m| m.0), Some(minutes), "{shown}");
    }
    // so many minutes fit into a day, so many hours do not
    let found = sheet("Date,Activity,Minutes\n2024-03-13,A,\"1,200\"\n2024-03-14,B,90\n");
    assert_eq!(drafts(&found).iter().map(|d| d.minutes.map(|m| m.0)).collect::<Vec<_>>(), [Some(1_200), Some(90)]);
}

#[test]
fn the_year_of_a_heading_is_kept_where_there_is_no_day() {
    let text = "# CPD\n\n## 2025\n\n| Month | Activity | Hours |\n|---|---|---|\n| January | Reading | 3 |\n| Feb | Talk | 2 |\n\n\
                ## 2023\n\n| Date | What | h |\n|---|---|---|\n| Q4 | E-learning | 1.75 |\n| 12/12/2023 | Report | 3 |\n| spring 2022 | Course | 3 |\n";
    let found = sheet(text);
    let said: Vec<(Option<i32>, Option<&str>, Option<&str>)> = drafts(&found)
        .iter()
        .map(|d| (d.year, private(d, "year"), private(d, "Month").or(private(d, "Date"))))
        .collect();
    let wanted = [
        (Some(2025), Some("2025"), Some("January")),
        (Some(2025), Some("2025"), Some("Feb")),
        (Some(2023), Some("2023"), Some("Q4")),
        (None, None, None),
        (Some(2022), Some("2023"), Some("spring 2022")),
    ];
    assert_eq!(said, wanted);
    let found = sheet("Year,Month,Activity,Hours\n2024,January,A,3\n2023,May,B,2\n");
    let draft = drafts(&found)[0];
    assert_eq!(
        (draft.year, draft.days, private(draft, "Year"), private(draft, "Month")),
        (Some(2024), None, Some("2024"), Some("January"))
    );
}

#[test]
fn heads_of_columns_to_tick_are_categories_before_they_are_types() {
    let text = "Date,Activity,Hours,Tech (job),Tech (pers.),Soft\n2024-03-04,A,1,x,,\n2024-03-05,B,1,,✔,\n2024-03-06,C,1,,,x\n2024-03-07,D,1,,,1\n";
    let found = sheet(text);
    let said: Vec<_> = drafts(&found).iter().map(|d| (d.kind.clone(), d.category.clone().unwrap())).collect();
    let wanted = ["job-technical", "personal-technical", "soft-skills", "soft-skills"];
    assert_eq!(said, wanted.map(|category| (None, category.to_owned())));
    // the name of a type is one
    let found = sheet("Date,Activity,Hours,Event,Course\n2024-03-04,A,1,x,\n2024-03-05,B,1,,x\n");
    let said: Vec<_> = drafts(&found).iter().map(|d| d.kind.clone().unwrap()).collect();
    assert_eq!(said, ["event", "training-course"]);
}

const WITH_TEXT: &str = "---\ndate: 2024-01-16\nhours: 2\n---\nWhat we saw.\n";
const NOTE: &str = "---\ndate: 2024-01-16\nhours: 2\n---\n";

#[test]
fn notes_have_their_title_and_day_from_their_names() {
    let with_tags = "---\ntags: [cpd]\nhours: 1\n---\n## Who\n";
    let found = folder(
        &[
            ("2024/2024-02-06 Slope webinar.md", with_tags),
            ("_posts/2021-05-12-reading-erickson.md", "---\nlayout: post\nhours: 3\n---\nText\n"),
            ("2023-01-15-solar/index.md", "+++\nhours = 2\n+++\nText\n"),
            ("NEC4.md", "---\nDate: 2025-03-01\nHours: 6\nTags: [b]\n---\n"),
            ("other.md", "---\ntitle: Other\ndate: 2025-03-02\ncpdHours: 4\ntags: [c]\n---\n"),
            ("more.md", "---\ntitle: More\ndate: 2025-03-03\ncpd_hours: 5\n---\n"),
        ],
        &Answers::default(),
    );
    let said: Vec<(String, String, i64)> = drafts(&found)
        .iter()
        .map(|d| (d.title.clone(), d.days.unwrap().first.to_string(), d.minutes.unwrap().0 / 60))
        .collect();
    let wanted = [
        ("Slope webinar", "2024-02-06", 1),
        ("reading erickson", "2021-05-12", 3),
        ("solar", "2023-01-15", 2),
        ("NEC4", "2025-03-01", 6),
        ("Other", "2025-03-02", 4),
        ("More", "2025-03-03", 5),
    ];
    assert_eq!(said, wanted.map(|(title, day, hours)| (title.to_owned(), day.to_owned(), hours)));
    assert_eq!(drafts(&found)[3].tags, ["b"]);
}

#[test]
fn the_text_of_a_note_stands_as_it_is() {
    let found = folder(
        &[
            (
                "a.md",
                "---\ntitle: A\ndate: 2024-01-16\nhours: 2\nsummary: short\ncomments: true\n---\n## Day 1\n\n| a | b |\n",
            ),
            ("b.md", "---\ntitle: B\ndate: 2024-01-17\nhours: 2\n---\n- one\n"),
        ],
        &Answers::default(),
    );
    assert_eq!(drafts(&found)[0].text, "## Day 1\n\n| a | b |\n\nsummary: short\n\ncomments: yes");
    assert_eq!(drafts(&found)[1].text, "- one");
}

#[test]
fn a_table_below_a_head_is_the_text_of_its_note() {
    let table = "| Date | Activity | Hours |\n|---|---|---|\n| 2024-02-01 | x | 3 |";
    for head in [
        "---\ntitle: A\ndate: 2024-01-16\nhours: 2\n---\n",
        "title:: A\ndate:: 2024-01-16\nhours:: 2\n",
        "+++\ntitle = \"A\"\ndate = 2024-01-16\nhours = 2\n+++\n",
    ] {
        for above in ["", "\n\n"] {
            let text = format!("{above}{head}{table}\n");
            let alone = sheet(&text);
            let several = folder(&[("A.md", &text)], &Answers::default());
            for found in [alone, several] {
                let [draft] = drafts(&found)[..] else { panic!("{text}") };
                assert_eq!((draft.minutes.map(|m| m.0), draft.text.as_str()), (Some(120), table), "{text}");
            }
        }
    }
}

#[test]
fn only_one_of_the_copies_of_a_note_is_taken_and_the_others_are_named() {
    let parts = [
        ("Drone (conflicted copy 2024-01-20).md", "---\ndate: 2024-01-16\nhours: 3\n---\n"),
        ("Drone.md", NOTE),
        ("Mentoring.md", "---\ndate: 2025-01-16\nhours: 1\n---\n"),
        ("Mentoring.sync-conflict-20250612-101010-ABC.md", "---\ndate: 2025-01-16\nhours: 1\n---\nmore\n"),
        ("again.md", WITH_TEXT),
        ("first.md", WITH_TEXT),
        ("alone (conflicted copy 2024-01-20).md", "---\ndate: 2024-05-16\nhours: 4\n---\n"),
    ];
    let found = folder(&parts, &Answers::default());
    let titles: Vec<&str> = drafts(&found).iter().map(|d| d.title.as_str()).collect();
    assert_eq!(titles, ["Drone", "Mentoring", "again", "alone"]);
    let copies: Vec<(&str, NoEntry)> = [parts[0].0, parts[3].0, parts[5].0].map(|n| (n, NoEntry::Copy)).to_vec();
    assert_eq!(nothing(&found), copies);
    assert_eq!(found.remarks.iter().filter(|r| r.contains("is a copy of") && r.contains("--copies")).count(), 3);
    let both = folder(&parts, &Answers { copies: true, ..Answers::default() });
    assert_eq!(drafts(&both).len(), parts.len());
    // a head alone is that of many notes, told apart by the names of their files
    let heads = [("Slopes.md", NOTE), ("Tunnels.md", NOTE), ("a/Tunnels.md", NOTE)];
    let found = folder(&heads, &Answers::default());
    assert_eq!(drafts(&found).iter().map(|d| d.title.as_str()).collect::<Vec<_>>(), ["Slopes", "Tunnels"]);
    assert_eq!(nothing(&found), [("a/Tunnels.md", NoEntry::Copy)]);
    // two days may have the same words
    let days = [("2024-01-01 run.md", "---\nhours: 1\n---\n"), ("2024-01-02 run.md", "---\nhours: 1\n---\n")];
    assert_eq!(drafts(&folder(&days, &Answers::default())).len(), 2);
}

#[test]
fn every_file_of_a_folder_is_an_entry_or_refused_or_named() {
    let parts = [
        ("_index.md", "---\ntitle: Posts\n---\n"),
        ("a.md", NOTE),
        ("bad.md", "---\ntitle: Reading: Erickson\ndate: 2024-01-02\nhours: 3\n---\nText\n"),
        ("bad-toml.md", "+++\ntitle = Reading\nhours = 3\n+++\nText\n"),
        ("good-toml.md", "+++\ntitle = \"Reading\"\ndate = 2024-03-03\nhours = 3\ndraft = true\n+++\nText\n"),
        ("prose.md", "# Prose\n\nNothing else.\n"),
        ("table.md", "| Date | What | Hours |\n|---|---|---|\n| 2024-01-02 | X | 1 |\n"),
    ];
    let run = || folder(&parts, &Answers::default());
    let found = run();
    assert_eq!(found.rows.len(), parts.len());
    assert_eq!(drafts(&found).iter().map(|d| d.title.as_str()).collect::<Vec<_>>(), ["a", "Reading"]);
    assert!(drafts(&found)[1].is_draft());
    let all = refused(&found);
    assert_eq!(all.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["bad.md", "bad-toml.md"]);
    assert!(
        all[0].1.reason.contains("line 2") && all[0].1.fix.contains("title: \"Reading: Erickson\""),
        "{:?}",
        all[0]
    );
    let mut named = nothing(&found);
    named.sort();
    assert_eq!(named, [("_index.md", NoEntry::Note), ("prose.md", NoEntry::Note), ("table.md", NoEntry::Note)]);
    assert!(found.remarks.iter().any(|r| r.contains("prose.md") && r.contains("`---`")));
    assert!(found.remarks.iter().any(|r| r.contains("table.md") && r.contains("by itself")));
    assert!(!found.is_choice);
    // the note of a folder is none, whatever stands above it in the list
    let few = folder(&parts[..1], &Answers::default());
    assert_eq!(nothing(&few), [("_index.md", NoEntry::Note)]);
}

#[test]
fn a_text_that_is_no_table_says_what_can_be_done() {
    let found =
        sheet("# My log\n\n## 15 May 2023: Life support\nTrust, 6 hours, in person.\n\nLearned the algorithm.\n");
    assert_eq!(found.format, "text");
    assert_eq!((drafts(&found).len(), found.tables.len()), (0, 0));
    assert!(found.remarks[0].contains("`hours: 2`"), "{:?}", found.remarks);
}

#[test]
fn a_table_written_across_is_turned() {
    let text = "Field,1,2,3\nDate,12/03/2025,14/04/2025,25/05/2025\nActivity,Talk,Course,Visit\nHours,2,6,3.5\nWhat I learned,Relays,,Cranes\n";
    let found = sheet(text);
    let all: Vec<_> =
        drafts(&found).iter().map(|d| (d.title.as_str(), d.minutes.map(|m| m.0), d.reflection.as_deref())).collect();
    let wanted =
        [("Talk", Some(120), Some("Relays")), ("Course", Some(360), None), ("Visit", Some(210), Some("Cranes"))];
    assert_eq!(all, wanted);
    // lines are no columns
    assert_eq!(
        drafts(&sheet(
            "- date: 2025-03-12\n  title: Talk\n  hours: 2\n- date: 2025-04-14\n  title: Course\n  hours: 6\n"
        ))
        .len(),
        2
    );
    // what is on a cover is no entry
    assert!(drafts(&sheet("Name,Jo\nYear,2025\nTotal hours,30\n")).is_empty());
}

#[test]
fn days_may_be_counted_below_a_name_that_says_so() {
    let found = sheet("Date,Activity,Hours\n45728,Talk,2\n45730,Course,6\n");
    let days: Vec<_> = drafts(&found).iter().map(|d| d.days.map(|d| d.first.to_string())).collect();
    assert_eq!(days, [Some("2025-03-12".to_owned()), Some("2025-03-14".to_owned())]);
    // numbers of rooms are none
    let found = sheet("Date,Activity,Room,Hours\n2025-03-12,Talk,45728,2\n");
    assert_eq!(private(drafts(&found)[0], "Room"), Some("45728"));
}

#[test]
fn lists_of_several_years_are_all_read() {
    let list = |of: &str| format!("[{{\"date\":\"{of}-03-12\",\"title\":\"Talk {of}\",\"hours\":2}}]");
    let text = format!(
        "{{\"member\":{{\"codes\":[{{\"id\":1,\"of\":\"B\"}}]}},\"years\":{{\"2024\":{},\"2025\":{}}}}}",
        list("2024"),
        list("2025")
    );
    let found = read(text.as_bytes(), &Answers::default());
    assert_eq!(drafts(&found).iter().map(|d| &*d.title).collect::<Vec<_>>(), ["Talk 2024", "Talk 2025"]);
    assert_eq!(found.remarks, ["other lists, left out: member.codes (1)"]);
    // one object after another
    let text = "{\"date\":\"2025-03-12\",\"title\":\"A\",\"hours\":2}\n{\"date\":\"2025-03-13\",\"title\":\"B\",\"hours\":1}\n";
    assert_eq!(drafts(&read(text.as_bytes(), &Answers::default())).len(), 2);
    // a bracket alone makes no JSON
    let text = "[Talk](https://x.example)\n12/03/2025 Talk 2h\n13/03/2025 Walk 1h\n";
    assert_eq!(drafts(&read(text.as_bytes(), &Answers::default())).len(), 2);
}

#[test]
fn a_month_above_a_table_is_that_of_its_days() {
    let days = |text: &str| -> Vec<Option<String>> {
        drafts(&sheet(text)).iter().map(|d| d.days.map(|d| d.first.to_string())).collect()
    };
    let table = "Day,What,Hours\n13,Talk,2\n27,Reading,1\n";
    let wanted = [Some("2025-01-13".to_owned()), Some("2025-01-27".to_owned())];
    assert_eq!(days(&format!("CPD 2025\nJanuary\n{table}")), wanted);
    assert_eq!(days(&format!("Jan 2025\n{table}")), wanted);
    assert_eq!(days("CPD 2025\nDay,Month,What,Hours\n13,Jan,Talk,2\n27,1,Reading,1\n"), wanted);
    // without a month, or a year, it is none
    assert_eq!(days(&format!("CPD 2025\n{table}")), [None, None]);
    assert_eq!(days(&format!("January\n{table}")), [None, None]);
    // the mark of a text
    assert_eq!(days("Date,What,Hours\n'13/01/2025,Talk,'2\n'27/01/2025,Reading,1\n"), wanted);
}
