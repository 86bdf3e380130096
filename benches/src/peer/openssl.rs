//! OpenSSL's AES-128-CBC, from the machine's library.
//!
//! libcrypto is loaded at run time, so that OpenSSL is not needed to build. Without the
//! library, the rows are left out.

use std::ffi::{c_int, c_uchar, c_void};
use std::ptr;

use libloading::Library;

type Make = unsafe extern "C" fn() -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void);
type Init = unsafe extern "C" fn(
    *mut c_void,
    *const c_void,
    *mut c_void,
    *const c_uchar,
    *const c_uchar,
    c_int,
) -> c_int;
type Update = unsafe extern "C" fn(*mut c_void, *mut c_uchar, *mut c_int, *const c_uchar, c_int) -> c_int;
type Final = unsafe extern "C" fn(*mut c_void, *mut c_uchar, *mut c_int) -> c_int;

/// A reused cipher context.
pub(crate) struct OpenSsl {
    context: *mut c_void,
    aes_128_cbc: *const c_void,
    free: Free,
    init: Init,
    update: Update,
    finish: Final,
    /// The library of the functions above; dropped last.
    _library: Library,
}

/// Direction of the cipher.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Decrypt = 0,
    Encrypt = 1,
}

const NAMES: [&str; 4] = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto-3-x64.dll"];

impl OpenSsl {
    /// Creates a context; `None` without a library.
    pub(crate) fn load() -> Option<Self> {
        // SAFETY: the initialisers of OpenSSL's library may run at any time.
        let library = NAMES.into_iter().find_map(|name| unsafe { Library::new(name) }.ok())?;
        // SAFETY: the names and types are those of OpenSSL's public header `evp.h`; the
        // pointers are used only while `library` is loaded.
        unsafe {
            let make = *library.get::<Make>(b"EVP_CIPHER_CTX_new").ok()?;
            let aes_128_cbc =
                *library.get::<unsafe extern "C" fn() -> *const c_void>(b"EVP_aes_128_cbc").ok()?;
            let free = *library.get::<Free>(b"EVP_CIPHER_CTX_free").ok()?;
            let init = *library.get::<Init>(b"EVP_CipherInit_ex").ok()?;
            let update = *library.get::<Update>(b"EVP_CipherUpdate").ok()?;
            let finish = *library.get::<Final>(b"EVP_CipherFinal_ex").ok()?;
            let context = make();
            let found =
                Self { context, aes_128_cbc: aes_128_cbc(), free, init, update, finish, _library: library };
            (!context.is_null()).then_some(found)
        }
    }

    /// Decrypts or encrypts `from` with PKCS#7 padding into the start of `to`, which has room
    /// for one block more than `from`; returns the number of bytes written.
    pub(crate) fn run(
        &mut self,
        way: Way,
        key: &[u8; 16],
        iv: &[u8; 16],
        from: &[u8],
        to: &mut [u8],
    ) -> usize {
        assert!(to.len() >= from.len() + 16, "OpenSSL may write one more block");
        let len = c_int::try_from(from.len()).expect("our frames are short");
        let (mut first, mut last) = (0, 0);
        // SAFETY: the context is live; key and IV have the length of AES-128; `to` has the
        // room that OpenSSL requires, checked above, and `first` never exceeds the length
        // of `from` plus one block.
        unsafe {
            let ok = (self.init)(
                self.context,
                self.aes_128_cbc,
                ptr::null_mut(),
                key.as_ptr(),
                iv.as_ptr(),
                way as c_int,
            );
            assert_eq!(ok, 1, "EVP_CipherInit_ex");
            let ok = (self.update)(self.context, to.as_mut_ptr(), &raw mut first, from.as_ptr(), len);
            assert_eq!(ok, 1, "EVP_CipherUpdate");
            let rest = to.as_mut_ptr().add(first as usize);
            let ok = (self.finish)(self.context, rest, &raw mut last);
            assert_eq!(ok, 1, "EVP_CipherFinal_ex");
        }
        (first + last) as usize
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        // SAFETY: the context was created by `EVP_CIPHER_CTX_new` and is not used again;
        // freeing null is allowed.
        unsafe { (self.free)(self.context) }
    }
}
