//! What recruiters do about files that were filed wrong or that no machine can read.

use kit::files;
use serde_json::json;

use crate::client::{list, text};
use crate::people::Paper;
use crate::server::shared;

#[tokio::test]
async fn a_scan_gets_its_text_is_filed_elsewhere_and_is_deleted() {
    let server = shared().await;
    let me = server.admin().await;
    let scan = me.ingest("scan of Tove.pdf", &[files::scanned_pdf(), b"\n% Tove".to_vec()].concat()).await;
    assert_eq!((text(&scan["status"]), scan["candidate"].is_null()), ("NEEDS_OCR".to_owned(), true));

    let typed = "Tove Aalborg\ntove.aalborg@example.com\n\nSkills\nWelding and rigging for nine years.";
    let fields = "resume { id status textOrigin } task { id kind }";
    let given = me.done("setResumeText", fields, json!({ "id": scan["id"], "text": typed })).await;
    assert_eq!((&given["resume"]["textOrigin"], &given["task"]["kind"]), (&json!("PERSON"), &json!("INGEST_RESUME")));
    assert_eq!(me.ended(&given["task"]["id"]).await["state"], "SUCCESS");
    let ready = me.resume(&scan["id"]).await;
    assert_eq!((&ready["status"], &ready["text"]), (&json!("READY"), &json!(typed)));
    assert_eq!(ready["candidate"]["email"], "tove.aalborg@example.com");
    let again = me.refused("setResumeText", json!({ "id": scan["id"], "text": "Else" })).await;
    assert_eq!(again, (vec!["input".to_owned(), "id".to_owned()], "NOT_POSSIBLE".to_owned()));

    let other = me.ingest("other.pdf", &Paper::of("Vigga Thorsen", &["Crane driver in Aarhus."]).pdf()).await;
    let to = json!({ "id": scan["id"], "candidateId": other["candidate"]["id"] });
    let moved = me.done("assignResume", "resume { candidate { id otherEmails resumes { totalCount } } }", to).await;
    assert_eq!(moved["resume"]["candidate"]["id"], other["candidate"]["id"]);
    assert_eq!(moved["resume"]["candidate"]["resumes"]["totalCount"], 2);

    let gone = me.done("deleteResume", "deletedId", json!({ "id": scan["id"] })).await;
    assert_eq!(gone["deletedId"], scan["id"]);
    let found = me.data("query($id: ID!) { resume(id: $id) { id } }", json!({ "id": scan["id"] })).await;
    assert!(found["resume"].is_null());
    let released =
        me.done("releaseResume", "resume { status findings { channel } }", json!({ "id": other["id"] })).await;
    assert_eq!((&released["resume"]["status"], list(&released["resume"]["findings"]).len()), (&json!("READY"), 0));
}
