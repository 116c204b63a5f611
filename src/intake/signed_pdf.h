// The facts about a PDF's signatures, and the changes of each revision. This reader of untrusted files only collects
// facts; the module `signatures` judges them.
#pragma once

#include "intake/detail/limits.h"
#include "intake/returned_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// The kinds of changes in a revision. The comments say what `detail` contains.
enum class ChangeKind : std::uint8_t {
  // Signing
  SignatureAdded,         // a value in an existing field
  SignatureFieldAdded,    // a field with its value
  EmptySignatureField,    // a field without a value
  TimestampAdded,         // of the document, invisible
  ValidationDataAdded,    // DSS
  ValidationDataLeftOut,  // some of the DSS
  ValidationDataRemoved,  // DSS, or all its certificates
  SignatureRemoved,       // the field or its value
  SignatureReplaced,      // by another value
  SignatureFieldChanged,  // the entry, such as Rect
  // Forms
  FieldValue,       // see `before` and `after`
  FieldAppearance,  // without its value
  FieldChanged,     // the entry
  FieldAdded,
  FieldRemoved,
  FormChanged,   // the entry of the AcroForm
  FormDefaults,  // the entry: default look of fields (DA, DR, Q)
  // Annotations
  AnnotationAdded,    // the subtype
  AnnotationChanged,  // the subtype
  AnnotationRemoved,  // the subtype
  // Pages
  PagesChanged,  // number or order
  PageContents,
  PageFont,
  PageResource,  // which: XObject, ColorSpace …
  PageGeometry,  // the entry
  PageEntry,     // the entry
  // The document
  RootReplaced,
  LayersChanged,
  ActionsChanged,  // the entry
  AttachmentsChanged,
  OutlineChanged,
  StructureGrown,  // only for added annotations and fields
  StructureChanged,
  MetadataChanged,
  PermissionsChanged,
  CatalogEntry,  // the entry
  EncryptionChanged,
  // The file
  JunkAppended,
  NotJudged,  // the reason is in `why`: see NotJudgedWhy
};
inline constexpr std::uint64_t kChangeKinds = static_cast<std::uint64_t>(ChangeKind::NotJudged) + 1;

/// The reason why a revision cannot be judged.
enum class NotJudgedWhy : std::uint8_t { Repaired, Hybrid, Unusual, TooLarge, TooManyRevisions, Header, Encrypted };
inline constexpr std::uint64_t kNotJudgedReasons = static_cast<std::uint64_t>(NotJudgedWhy::Encrypted) + 1;

/// The side effect of a change. `Shows`: it draws over page content, removes some of it, or leads out of the file, so a
/// person must look at it. `Acts`: it makes programs do something, such as running JavaScript.
enum class Effect : std::uint8_t { None, Shows, Acts };
inline constexpr std::uint64_t kEffects = static_cast<std::uint64_t>(Effect::Acts) + 1;

struct FileChange {
  ChangeKind kind = ChangeKind::NotJudged;
  std::size_t page = 0;  // from 1; 0: none
  std::string field = {};
  int object = 0;  // number of the object that differs; 0: none
  std::string detail = {};
  std::string before = {};
  std::string after = {};
  Effect effect = Effect::None;
  NotJudgedWhy why = NotJudgedWhy::Repaired;
  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// Errors of a signature's byte range: the signed bytes are not those that a reader would assume.
enum class RangeError : std::uint8_t {
  NoDictionary,       // the value is not a dictionary
  NoContents,         // missing, or not a string
  EmptyContents,      // only zeros
  NoRange,            // missing, or not an array
  BadRange,           // not four numbers within the file
  NotFromStart,       // does not start at offset 0
  Overlap,            // or in the wrong order
  GapNotContents,     // the gap is not exactly one hexadecimal string
  ContentsElsewhere,  // the string in the gap belongs to something else
  NotRevision,        // does not end where a revision ends
  NotInRevision,      // the signed revision does not have this signature
};
inline constexpr std::uint64_t kRangeFaults = static_cast<std::uint64_t>(RangeError::NotInRevision) + 1;

/// The fields that a signature locks (FieldMDP, Lock).
struct FieldLock {
  enum class Action : std::uint8_t { None, All, Include, Exclude } action = Action::None;
  std::vector<std::string> fields = {};
  int permissions = 0;  // permissions for later changes, 1 to 3; 0: not stated
  friend bool operator==(const FieldLock&, const FieldLock&) = default;

  /// Whether a field, given by its full name, or a parent of it is locked.
  bool holds(std::string_view field) const;
};

/// Stands for "no revision".
inline constexpr std::size_t kNoRevision = static_cast<std::size_t>(-1);

struct SignatureFacts {
  std::string field = {};  // fully qualified
  std::size_t page = 0;
  bool is_visible = false;
  bool is_timestamp = false;  // of the document
  std::string sub_filter = {};
  std::string name = {};
  std::string reason = {};
  std::string location = {};
  std::string time = {};      // as in the file: D:2026…
  std::string contents = {};  // DER, without padding
  std::vector<std::uint64_t> range = {};
  std::vector<RangeError> faults = {};
  std::size_t revision = kNoRevision;  // the revision that it signs
  int certification = 0;               // DocMDP: 1 to 3; 0: not a certification
  FieldLock lock = {};
  friend bool operator==(const SignatureFacts&, const SignatureFacts&) = default;
};

struct RevisionFacts {
  std::uint64_t end = 0;  // offset in the file
  /// Compared with the preceding revision.
  std::vector<FileChange> changes = {};
  friend bool operator==(const RevisionFacts&, const RevisionFacts&) = default;
};

struct SignedPdf {
  std::vector<SignatureFacts> signatures;  // by revision
  std::vector<RevisionFacts> revisions;    // oldest first
  // DER objects in the DSS of all revisions, including those that later revisions leave out.
  std::vector<std::string> certificates;
  std::vector<std::string> crls;
  std::vector<std::string> ocsps;
  std::vector<Notice> notices;  // the file could not be read
  /// Number of signature dictionaries in the file's bytes that are not in `signatures`.
  std::size_t unlisted = 0;
};

/// Reads a PDF in this process, for fuzz programs and gongwen-reader; other callers use FileReader::read_signatures.
/// Never fails.
SignedPdf read_signed_pdf(std::string_view bytes, const IntakeLimits& limits);

// Serialisation for answers, see wire.h.

std::string write_signed_pdf(const SignedPdf& file);
/// Returns nullopt if the input is malformed.
std::optional<SignedPdf> parse_signed_pdf(std::string_view text);

}  // namespace gongwen::intake
