use std::io::Read;
fn main() {
    for f in std::env::args().skip(1) {
        let b = std::fs::read(&f).unwrap();
        let t = std::time::Instant::now();
        let r = platform::document::worker::extract(&b, &platform::document::Limits::default());
        println!("===== {f} {:?}", t.elapsed());
        match r {
            Ok(e) => println!("{:?} {:?}\n{}", e.media_type, e.page_count, e.text),
            Err(e) => println!("{e:?}"),
        }
        let mut s = String::new();
        std::fs::File::open("/proc/self/status")
            .unwrap()
            .read_to_string(&mut s)
            .unwrap();
        for l in s.lines().filter(|l| {
            l.starts_with("VmPeak") || l.starts_with("Threads") || l.starts_with("VmHWM")
        }) {
            println!("{l}");
        }
    }
}
