//! Mails that tell a candidate of a change of stage, as they arrive, and what is known of them afterwards.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use kit::Letter;
use kit::smtp::{Manners, Smtp};
use serde_json::{Value, json};

use crate::client::{Client, list, text};
use crate::kills::check_events;
use crate::server::{Folder, Server, shared};
use crate::wait::{LONG, SOON, until};

const HISTORY: &str = "query($id: ID!) { application(id: $id) { stage stageChanges { nodes { to notified } } } }";

/// A server that hands its mails to this one after so long.
async fn server_with(smtp: &Smtp, undo_window: &str) -> Server {
    start(&Folder::new(), smtp, undo_window).await
}

async fn start(folder: &Arc<Folder>, smtp: &Smtp, undo_window: &str) -> Server {
    let url = smtp.url();
    let settings = [
        ("SMTP_URL", url.as_str()),
        ("MAIL_FROM", "Staff <staff@example.org>"),
        ("SHORTLIST__MAIL__UNDO_WINDOW", undo_window),
    ];
    Server::start(folder, &["serve"], &settings).await
}

/// An application of somebody with this address: ids of the candidate and the application.
async fn applied(me: &Client, name: &str, email: Option<&str>, title: &str) -> (Value, Value) {
    let made = me.done("createCandidate", "candidate { id }", json!({ "name": name, "email": email })).await;
    let job = json!({ "title": title, "description": "To be done with care." });
    let job = me.done("createJob", "job { id }", job).await;
    let input = json!({ "candidateId": made["candidate"]["id"], "jobId": job["job"]["id"] });
    let application = me.done("createApplication", "application { id }", input).await;
    (made["candidate"]["id"].clone(), application["application"]["id"].clone())
}

/// Moves an application and tells the candidate: the id of the task.
async fn tell(me: &Client, application: &Value, stage: &str, more: Value) -> Value {
    let mut input = json!({ "applicationId": application, "stage": stage, "notifyCandidate": true });
    for (key, value) in more.as_object().into_iter().flatten() {
        input[key] = value.clone();
    }
    let moved = me.done("changeStage", "application { stage } task { id kind queue state maxAttempts }", input).await;
    assert_eq!(moved["application"]["stage"], stage);
    let task = &moved["task"];
    assert_eq!((&task["kind"], &task["queue"]), (&json!("SEND_STATUS_EMAIL"), &json!("HIGH_PRIORITY")));
    assert_eq!(task["maxAttempts"], 6);
    task["id"].clone()
}

async fn notified(me: &Client, application: &Value) -> Vec<bool> {
    let found = me.data(HISTORY, json!({ "id": application })).await;
    let changes = list(&found["application"]["stageChanges"]["nodes"]).to_vec();
    changes.iter().map(|change| change["notified"] == true).collect()
}

fn log(server: &Server) -> String {
    std::fs::read_to_string(server.folder.path().join("server.log")).unwrap()
}

#[tokio::test]
async fn a_candidate_is_told_where_the_application_stands() {
    let smtp = Smtp::start().await;
    let server = server_with(&smtp, "1s").await;
    let me = server.admin().await;
    let (_, application) = applied(&me, "Åse Quetzal", Some("ase@example.com"), "Head of <Care> & Größe").await;
    let first = tell(&me, &application, "INTERVIEW", json!({})).await;
    let task = me.ended(&first).await;
    assert_eq!(
        (&task["state"], &task["attempt"], &task["subject"]["id"]),
        (&json!("SUCCESS"), &json!(1), &application)
    );
    check_events(list(&task["events"]));
    assert_eq!(notified(&me, &application).await, [false, true]);
    let mail = smtp.until_mails(1, SOON).await.remove(0);
    assert_eq!((mail.from.as_str(), mail.to), ("staff@example.org", vec!["ase@example.com".to_owned()]));
    let letter = Letter::read(&mail.text);
    assert_eq!(letter.header("Subject").unwrap(), "Application update: Head of <Care> & Größe");
    assert_eq!(letter.header("To").unwrap(), "Åse Quetzal <ase@example.com>");
    let id = letter.header("Message-ID").unwrap();
    assert_eq!(id, format!("<{}@example.org>", uuid_of(&first)));
    let parts = letter.parts();
    assert_eq!(parts.len(), 2);
    let (plain, html) = (parts[0].text(), parts[1].text());
    assert!(plain.contains("Hello Åse Quetzal,") && plain.contains("interview stage"), "{plain}");
    assert!(html.contains("interview stage") && !html.contains("<Care>"), "{html}");

    let own = json!({ "subject": "Good news", "body": "Dear Åse,\nwe would like you to come.\n\nThe team" });
    me.ended(&tell(&me, &application, "OFFER", own).await).await;
    let letter = Letter::read(&smtp.until_mails(2, SOON).await[1].text);
    assert_eq!(letter.header("Subject").unwrap(), "Good news");
    assert_eq!(letter.parts()[0].text(), "Dear Åse,\nwe would like you to come.\n\nThe team");
    let log = log(&server);
    for personal in ["ase@", "Quetzal", "Good news", "Größe"] {
        assert!(!log.contains(personal), "{personal} in the log");
    }
}

/// The id within a global one.
fn uuid_of(id: &Value) -> String {
    use base64::Engine;
    let plain = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text(id)).unwrap();
    String::from_utf8(plain).unwrap().split_once(':').unwrap().1.to_owned()
}

#[tokio::test]
async fn undoing_a_change_undoes_its_mail() {
    let smtp = Smtp::start().await;
    let server = server_with(&smtp, "3s").await;
    let me = server.admin().await;
    let (_, application) = applied(&me, "Bo Lind", Some("bo@example.com"), "Baker").await;
    let wrong = tell(&me, &application, "REJECTED", json!({ "reason": "No licence." })).await;
    assert_eq!(me.task(&wrong).await["state"], "PENDING");
    let undo = json!({ "applicationId": application, "stage": "APPLIED", "reason": "A wrong click." });
    let undone = me.done("changeStage", "task { id }", undo).await;
    assert!(undone["task"].is_null());
    let task = me.task(&wrong).await;
    assert_eq!(task["state"], "REVOKED");
    check_events(list(&task["events"]));
    // Due after the one that was undone, so by its end that one would have gone.
    let right = tell(&me, &application, "OFFER", json!({})).await;
    assert_eq!(me.ended(&right).await["state"], "SUCCESS");
    let mails = smtp.mails();
    assert_eq!((mails.len(), smtp.attempts()), (1, 1));
    assert!(Letter::read(&mails[0].text).parts()[0].text().contains("offer stage"));
    assert_eq!(notified(&me, &application).await, [false, false, false, true]);
    assert_eq!(me.task(&wrong).await["state"], "REVOKED");
}

#[tokio::test]
async fn a_refusal_for_good_ends_it_and_one_for_now_does_not() {
    let smtp = Smtp::start().await;
    let server = server_with(&smtp, "0s").await;
    let me = server.admin().await;
    let (_, application) = applied(&me, "Cy Dahl", Some("cy@example.com"), "Clerk").await;
    smtp.behave(Manners::RefusesRecipients(550));
    let task = me.ended(&tell(&me, &application, "INTERVIEW", json!({})).await).await;
    assert_eq!((&task["state"], &task["attempt"]), (&json!("FAILURE"), &json!(1)));
    let told = "The mail server refused the message for good (status 550).";
    assert_eq!(task["error"], json!({ "code": "MAIL_REFUSED", "message": told }));
    assert_eq!(smtp.attempts(), 1);

    smtp.behave(Manners::Good);
    let again = me.done("retryTask", "task { id }", json!({ "id": task["id"] })).await;
    assert_eq!(me.ended(&again["task"]["id"]).await["state"], "SUCCESS");
    assert_eq!(notified(&me, &application).await, [false, true]);

    smtp.behave(Manners::RefusesMails(451));
    let busy = tell(&me, &application, "OFFER", json!({})).await;
    let task =
        until(SOON, "a failed attempt", async || Some(me.task(&busy).await).filter(|task| task["state"] == "RETRY"))
            .await;
    assert_eq!((&task["attempt"], &task["error"]["code"]), (&json!(1), &json!("MAIL_NOT_TAKEN")));
    assert!(task["nextAttemptAt"].is_string());
    let on = json!({ "applicationId": application, "stage": "HIRED" });
    me.done("changeStage", "application { id }", on).await;
    assert_eq!(me.task(&busy).await["state"], "REVOKED");
    assert_eq!(smtp.mails().len(), 1);
}

#[tokio::test]
async fn fifty_mails_whose_connection_breaks_when_they_were_taken_went_once_each() {
    let smtp = Smtp::start().await;
    smtp.behave(Manners::DropsAfterTaking);
    let server = server_with(&smtp, "0s").await;
    let me = server.admin().await;
    let mut told = Vec::new();
    for number in 0..50 {
        let email = format!("person{number}@example.com");
        let (_, application) = applied(&me, "Dag Moe", Some(&email), "Driver").await;
        told.push((tell(&me, &application, "INTERVIEW", json!({})).await, application));
    }
    for (task, application) in &told {
        let task = me.ended(task).await;
        assert_eq!((&task["state"], &task["attempt"]), (&json!("SUCCESS"), &json!(1)), "{task}");
        assert_eq!(notified(&me, application).await, [false, true]);
    }
    let mails = smtp.until_mails(50, LONG).await;
    let ids: BTreeSet<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    let to: BTreeSet<_> = mails.iter().map(|mail| mail.to.clone()).collect();
    assert_eq!((mails.len(), smtp.attempts(), ids.len(), to.len()), (50, 50, 50, 50));
}

#[tokio::test]
async fn a_server_that_dies_before_it_wrote_that_a_mail_went_sends_the_same_one_again() {
    let smtp = Smtp::start().await;
    let server = server_with(&smtp, "0s").await;
    let me = server.admin().await;
    let (_, application) = applied(&me, "Gro Vik", Some("gro@example.com"), "Gardener").await;
    until(SOON, "no open task", async || {
        let open = "{ tasks(first: 1, filter: {states: [PENDING, STARTED, RETRY]}) { totalCount } }";
        (me.data(open, json!({})).await["tasks"]["totalCount"] == 0).then_some(())
    })
    .await;
    let order = server.folder.data().join("failpoint");
    std::fs::write(&order, "settle.written 0").unwrap();
    let task = tell(&me, &application, "INTERVIEW", json!({})).await;
    until(SOON, "the end of the server", async || server.ended()).await;
    std::fs::remove_file(&order).unwrap();
    let folder = Arc::clone(&server.folder);
    drop(server);
    let server = start(&folder, &smtp, "0s").await;
    let me = server.admin().await;
    assert_eq!(me.ended(&task).await["state"], "SUCCESS");
    assert_eq!(notified(&me, &application).await, [false, true]);
    let ids: Vec<_> = smtp.mails().iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1], "whoever got both can tell");
}

#[tokio::test]
async fn without_a_mail_server_mails_are_kept_until_the_person_is_erased() {
    let settings = [("SHORTLIST__MAIL__UNDO_WINDOW", "0s")];
    let server = Server::start(&Folder::new(), &["serve"], &settings).await;
    let me = server.admin().await;
    let (person, application) = applied(&me, "Eva Quetzal", Some("eva@example.com"), "Editor").await;
    let id = tell(&me, &application, "REJECTED", json!({ "reason": "No licence." })).await;
    let task = me.ended(&id).await;
    assert_eq!(task["state"], "SUCCESS");
    assert_eq!(notified(&me, &application).await, [false, false], "a file tells nobody");
    let file = kept_mail(&server.folder, &id);
    let letter = Letter::read(&std::fs::read_to_string(&file).unwrap());
    assert_eq!(letter.header("To").unwrap(), "\"Eva Quetzal\" <eva@example.com>");
    assert!(letter.parts()[0].text().contains("not being taken further"));
    let log = log(&server);
    assert!(log.contains(file.to_str().unwrap()), "the log says where");
    assert!(!log.contains("eva@") && !log.contains("Quetzal"), "and not who");

    me.done("eraseCandidate", "erasedId", json!({ "id": person, "reason": "They asked." })).await;
    assert!(!file.exists());
}

fn kept_mail(folder: &Arc<Folder>, task: &Value) -> PathBuf {
    folder.data().join("mails").join(format!("{}.eml", uuid_of(task)))
}

#[tokio::test]
async fn who_can_not_be_told_is_not_moved() {
    let server = shared().await;
    let me = server.admin().await;
    let (_, application) = applied(&me, "Finn Berg", None, "Farmer").await;
    let refused = async |more: Value| {
        let mut input = json!({ "applicationId": application, "stage": "INTERVIEW" });
        for (key, value) in more.as_object().into_iter().flatten() {
            input[key] = value.clone();
        }
        let (path, code) = me.refused("changeStage", input).await;
        (path.join("."), code)
    };
    let of = |field: &str, code: &str| (format!("input.{field}"), code.to_owned());
    assert_eq!(refused(json!({ "notifyCandidate": true })).await, of("notifyCandidate", "NOT_POSSIBLE"));
    assert_eq!(refused(json!({ "subject": "Hello" })).await, of("subject", "INVALID"));
    assert_eq!(refused(json!({ "body": "Hello", "notifyCandidate": false })).await, of("body", "INVALID"));
    let smuggled = json!({ "notifyCandidate": true, "subject": "Hello\nBcc: all@example.com" });
    assert_eq!(refused(smuggled).await, of("subject", "INVALID"));
    let long = json!({ "notifyCandidate": true, "body": "x".repeat(10_001) });
    assert_eq!(refused(long).await, of("body", "TOO_LONG"));
    let found = me.data(HISTORY, json!({ "id": application })).await["application"].clone();
    assert_eq!((&found["stage"], list(&found["stageChanges"]["nodes"]).len()), (&json!("APPLIED"), 1));
    let tasks = "query($id: ID!) { tasks(filter: { subjectId: $id, kinds: [SEND_STATUS_EMAIL] }) { totalCount } }";
    assert_eq!(me.data(tasks, json!({ "id": application })).await["tasks"]["totalCount"], 0);
}
