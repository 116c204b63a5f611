// Signatures of finished files: signs and seals PDF and OFD files, verifies their signatures, and checks OFD files
// against the standard. All of them work on files in memory or on disk, and write none.
//   gongwen::SignOptions options;
//   options.key.key_file = "key.pem", options.key.certificate_file = "cert.pem";
//   const gongwen::Signing signing = gongwen::sign_files({{"letter.pdf"}}, options);
//   if (signing.report.ok()) std::ofstream("signed.pdf") << signing.files.front().bytes;
#pragma once

#include "gongwen/export.h"
#include "gongwen/report.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gongwen {

/// A finished file: on disk, or in memory, where the path is a name for messages.
struct FileSource {
  std::string path;
  std::optional<std::string> bytes = std::nullopt;
};

/// The source of the key: exactly one of `key_file`, `p12_file`, `pkcs11_module`.
struct KeyOptions {
  std::string key_file = {};          // PEM, may be encrypted
  std::string certificate_file = {};  // PEM; empty: it is in the file of the key
  std::vector<std::string> chain_files = {};
  std::string p12_file = {};
  std::string pkcs11_module = {};
  std::string token_label = {};  // may be omitted if there is only one token
  std::string key_label = {};
  /// The file whose first line is the password or PIN.
  std::string secret_file = {};
  /// Returns the password or PIN. Called once, and only if one is needed and `secret_file` is empty.
  std::function<std::optional<std::string>()> secret = {};
};

/// Files with trusted certificates, revocation lists and OCSP answers, PEM or DER.
struct TrustFileNames {
  std::vector<std::string> anchors = {};
  std::vector<std::string> crls = {};
  std::vector<std::string> ocsps = {};
};

/// Changes that a certifying signature permits afterwards (ISO 32000-1, 12.8.2.2).
enum class CertifiedChanges : std::uint8_t { NotCertified, NoChanges, Fill, Annotate };
/// Baseline levels (EN 319 142-1): the signature alone; with a time stamp; with validation data; with a time stamp over
/// these.
enum class SignatureLevel : std::uint8_t { B, T, Lt, Lta };

/// The centre of a seal, in millimetres from the upper left corner of a page. Pages count from 1.
struct SealPosition {
  std::uint32_t page = 1;
  double x = 0;
  double y = 0;
};

/// A time stamp authority (RFC 3161). It is the only machine to which anything is sent.
struct TimestampAuthority {
  std::string url = {};     // empty: no time stamp
  std::string policy = {};  // requested OID
  std::string proxy = {};
  double seconds = 30;  // after which the request fails
};

struct SignOptions {
  KeyOptions key = {};
  std::string field = {};  // an empty field of the file; may be omitted if it has only one
  std::optional<SealPosition> place = std::nullopt;
  std::string seal_file = {};                     // PDF: a picture of the seal; empty: an invisible signature
  std::string esl_file = {};                      // OFD: the electronic seal (GB/T 38540)
  std::optional<double> diameter = std::nullopt;  // mm
  bool riding = false;                            // also adds the seal across the edges of all pages
  CertifiedChanges certify = CertifiedChanges::NotCertified;
  std::string reason = {};
  std::string location = {};
  TimestampAuthority timestamp = {};
  /// nullopt: T with a time stamp, otherwise B.
  std::optional<SignatureLevel> level = std::nullopt;
  TrustFileNames trust = {};  // of the time stamp, and for the validation data of the levels Lt and Lta
  /// The time of signing, in seconds since 1970 UTC; nullopt: the clock of the system.
  std::optional<std::int64_t> time = std::nullopt;
  bool strict = false;  // warnings are errors
  /// The folder with the programs that read files; empty: the one installed beside the library.
  std::string libexec_folder = {};
};

struct SignedFile {
  std::string path;   // of the file that was signed
  std::string bytes;  // of the signed file
  bool is_ofd = false;
  std::string field;                 // PDF: the name of the field; OFD: the id of the signature
  std::vector<std::uint32_t> pages;  // that show the seal; of a PDF, the one with the field; 0: invisible
  std::string seal;                  // OFD: the name of the electronic seal
  std::size_t earlier = 0;           // signatures that the file had
  std::string signer;                // the subject of the certificate
  std::string level;                 // PDF: b, t, lt, lta
};

struct Signing {
  std::vector<SignedFile> files;  // without those that could not be signed
  Report report;
};

/// Signs PDF files and seals OFD files with one key, which is opened once. One bad file does not stop the others.
/// Reports: sign/*, pdf-sign/*, ofd-sign/*, resources/*, signing/*.
GONGWEN_API Signing sign_files(const std::vector<FileSource>& files, const SignOptions& options);

/// The verdict on a signature or a file. Unknown: nothing was changed, but no trusted certificate vouches for the
/// signer.
enum class SignatureVerdict : std::uint8_t { Valid, Unknown, Invalid };

struct VerifyOptions {
  TrustFileNames trust = {};
  /// The time for which certificates are checked if a signature has no valid time stamp; nullopt: the clock.
  std::optional<std::int64_t> at = std::nullopt;
  std::string libexec_folder = {};
};

struct VerifiedFile {
  std::string path;
  SignatureVerdict verdict = SignatureVerdict::Invalid;
  std::string json;  // one object with all signatures: docs/VERIFYING.md, “JSON”
  std::string text_zh;
  std::string text_en;  // the same in words
};

struct Verification {
  std::vector<VerifiedFile> files;                     // without those that could not be read
  SignatureVerdict verdict = SignatureVerdict::Valid;  // the worst of all
  Report report;
};

/// Verifies the signatures of PDF and OFD files. Reports: signatures/*, sign/*, ofd-sign/found-*, intake/*,
/// resources/*.
GONGWEN_API Verification verify_files(const std::vector<FileSource>& files, const VerifyOptions& options);

/// Declared: the rules for archives if the file says that it is one.
enum class OfdRules : std::uint8_t { Declared, Archive, Plain };

struct OfdCheckOptions {
  OfdRules rules = OfdRules::Declared;
  bool strict = false;
};

/// Checks OFD files against GB/T 33190, and against GB/T 42133 for archives. Reports: ofd-check/*, resources/*.
GONGWEN_API Report check_ofd_files(const std::vector<FileSource>& files, const OfdCheckOptions& options = {});

}  // namespace gongwen
