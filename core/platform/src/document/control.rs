//! Orders with open sockets attached, over the one socket between client and zygote.

use std::io::{self, IoSlice, IoSliceMut};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

use nix::sys::socket::{
    AddressFamily, ControlMessage, ControlMessageOwned, MsgFlags, SockFlag, SockType, recvmsg, sendmsg, socketpair,
};

use super::wire::{Hello, MAX_MESSAGE, Order};

/// A pair of sockets that keep messages apart and report the end of the other side.
pub(crate) fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC)?)
}

/// The sockets that come with an order.
#[derive(Debug)]
pub(crate) struct Attached {
    pub(crate) document: OwnedFd,
    pub(crate) verdict: OwnedFd,
    /// The file itself, where it is not sent over the first socket.
    pub(crate) input: Option<OwnedFd>,
}

/// Sends an order. Never blocks: a full socket is an error.
pub(crate) fn send(control: BorrowedFd<'_>, order: &Order, attached: &Attached) -> io::Result<()> {
    let message = serde_json::to_vec(order)?;
    let mut descriptors = vec![attached.document.as_raw_fd(), attached.verdict.as_raw_fd()];
    descriptors.extend(attached.input.as_ref().map(AsRawFd::as_raw_fd));
    let flags = MsgFlags::MSG_NOSIGNAL | MsgFlags::MSG_DONTWAIT;
    let rights = [ControlMessage::ScmRights(&descriptors)];
    sendmsg::<()>(control.as_raw_fd(), &[IoSlice::new(&message)], &rights, flags, None)?;
    Ok(())
}

/// The zygote's first and only word on this socket.
pub(crate) fn greet(control: BorrowedFd<'_>, hello: Hello) -> io::Result<()> {
    let message = serde_json::to_vec(&hello)?;
    nix::sys::socket::send(control.as_raw_fd(), &message, MsgFlags::MSG_NOSIGNAL | MsgFlags::MSG_DONTWAIT)?;
    Ok(())
}

/// Waits for that word; an error when the zygote ends without one.
pub(crate) fn greeting(control: BorrowedFd<'_>) -> io::Result<Hello> {
    let mut message = [0; MAX_MESSAGE];
    let length = nix::sys::socket::recv(control.as_raw_fd(), &mut message, MsgFlags::empty())?;
    Ok(serde_json::from_slice(&message[..length])?)
}

/// Receives an order; `None` when the client is gone.
pub(crate) fn receive(control: BorrowedFd<'_>) -> io::Result<Option<(Order, Attached)>> {
    let mut message = [0; MAX_MESSAGE];
    let mut space = nix::cmsg_space!([RawFd; 3]);
    let (length, descriptors) = {
        let mut parts = [IoSliceMut::new(&mut message)];
        let flags = MsgFlags::MSG_CMSG_CLOEXEC;
        let received = recvmsg::<()>(control.as_raw_fd(), &mut parts, Some(&mut space), flags)?;
        (received.bytes, owned(received.cmsgs()?))
    };
    if length == 0 {
        return Ok(None);
    }
    let order = serde_json::from_slice(&message[..length])?;
    let mut descriptors = descriptors.into_iter();
    match (descriptors.next(), descriptors.next(), descriptors.next()) {
        (Some(document), Some(verdict), input) => Ok(Some((order, Attached { document, verdict, input }))),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "an order comes with two sockets")),
    }
}

fn owned(messages: impl Iterator<Item = ControlMessageOwned>) -> Vec<OwnedFd> {
    let received = messages.flat_map(|message| match message {
        ControlMessageOwned::ScmRights(descriptors) => descriptors,
        _ => Vec::new(),
    });
    // SAFETY: the kernel has just opened these descriptors for us, and nobody else knows them.
    received.map(|descriptor| unsafe { OwnedFd::from_raw_fd(descriptor) }).collect()
}
