//! A server of a test's own that speaks S3, with one empty bucket. It keeps everything in memory, and believes
//! every signature; who has none is refused.

use std::path::Path;

use crate::guarded::Guarded;
use crate::http::http;
use crate::port::{Port, until_it_answers};
use crate::postgres::cache_folder;

/// Where `make test-setup` puts it, in the cache folder.
const INSTALLED: &str = "tools/moto-5.2.1";
const BUCKET: &str = "shortlist-test";
const SIGNATURE: &str =
    "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/// It ends with this value, and with the test process in whatever way that ends.
#[derive(Debug)]
pub struct S3 {
    port: Port,
    _run: Guarded,
}

impl S3 {
    /// A server that answers, with an empty bucket.
    ///
    /// # Panics
    /// When there is none or it does not start; the message says why.
    pub async fn start() -> Self {
        let port = Port::claim();
        let packages = cache_folder().join(INSTALLED);
        let program = packages.join("bin/moto_server");
        assert!(program.is_file(), "there is no {}: run `make test-setup`", program.display());
        let arguments = |_: &Path| ["-H", "127.0.0.1", "-p", &port.number().to_string()].map(str::to_owned).to_vec();
        let packages = packages.to_str().expect("the cache folder's path is UTF-8");
        let run = Guarded::start(&program, arguments, &[("PYTHONPATH", packages)]);
        let bucket = format!("http://127.0.0.1:{}/{BUCKET}", port.number());
        let client = http().build().expect("a client can be built");
        let failure = || run.has_ended().then(|| format!("moto_server ended: {}", run.log()));
        let made = async || client.put(&bucket).send().await.is_ok_and(|answer| answer.status().is_success());
        until_it_answers(made, failure).await;
        Self { port, _run: run }
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port.number())
    }

    /// The bucket's name.
    #[must_use]
    pub fn bucket(&self) -> &'static str {
        BUCKET
    }

    /// All objects: the content of each.
    ///
    /// # Panics
    /// When it doesn't answer.
    pub async fn objects(&self) -> Vec<Vec<u8>> {
        let client = http().build().expect("a client can be built");
        let bucket = format!("{}/{BUCKET}", self.endpoint());
        let list = client.get(format!("{bucket}?list-type=2")).send().await.expect("it answers");
        let list = list.text().await.expect("it answers");
        let keys = list.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        let mut objects = Vec::new();
        for key in keys {
            let object = client
                .get(format!("{bucket}/{key}"))
                .header("Authorization", SIGNATURE)
                .send()
                .await
                .expect("it answers");
            objects.push(object.bytes().await.expect("it answers").to_vec());
        }
        objects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_keeps_what_it_is_given() {
        let s3 = S3::start().await;
        assert!(s3.objects().await.is_empty());
        let put = http().build().unwrap().put(format!("{}/{}/a/b", s3.endpoint(), s3.bucket())).body("content");
        assert!(put.send().await.unwrap().status().is_success());
        assert_eq!(s3.objects().await, [b"content"]);
        let stranger = http().build().unwrap().get(format!("{}/{}/a/b", s3.endpoint(), s3.bucket()));
        assert_eq!(stranger.send().await.unwrap().status().as_u16(), 403);
    }
}
