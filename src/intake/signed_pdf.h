// What a PDF says of its signatures, and what each revision changed, before anybody judges it: the reader of foreign
// files finds the facts, the module `signatures` says what they mean.
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

/// What a revision changed. `detail` is what the comment says.
enum class ChangeKind : std::uint8_t {
  // Signing itself
  SignatureAdded,         // a value in a field that was there
  SignatureFieldAdded,    // a field and its value
  EmptySignatureField,    // a field without a value
  TimestampAdded,         // of the document, invisible
  ValidationDataAdded,    // DSS
  ValidationDataLeftOut,  // some of the DSS
  ValidationDataRemoved,  // DSS, or all of its certificates
  SignatureRemoved,       // the field, or its value
  SignatureReplaced,      // another value
  SignatureFieldChanged,  // the entry, such as Rect
  // Forms
  FieldValue,       // `before`, `after`
  FieldAppearance,  // without its value
  FieldChanged,     // the entry
  FieldAdded,
  FieldRemoved,
  FormChanged,   // the entry of the AcroForm
  FormDefaults,  // the entry: how fields without an appearance are drawn (DA, DR, Q)
  // Annotations
  AnnotationAdded,    // the subtype
  AnnotationChanged,  // the subtype
  AnnotationRemoved,  // the subtype
  // Pages
  PagesChanged,  // their number or order
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
  StructureGrown,  // only for annotations and fields that were added
  StructureChanged,
  MetadataChanged,
  PermissionsChanged,
  CatalogEntry,  // the entry
  EncryptionChanged,
  // Of the file
  JunkAppended,
  NotJudged,  // why, as a separate word: see NotJudgedWhy
};
inline constexpr std::uint64_t kChangeKinds = static_cast<std::uint64_t>(ChangeKind::NotJudged) + 1;

/// Why a revision cannot be judged; the `detail` of ChangeKind::NotJudged as a number.
enum class NotJudgedWhy : std::uint8_t { Repaired, Hybrid, Unusual, TooLarge, TooManyRevisions, Header, Encrypted };
inline constexpr std::uint64_t kNotJudgedReasons = static_cast<std::uint64_t>(NotJudgedWhy::Encrypted) + 1;

/// What a change does beside being one. `Shows`: it draws over what the page shows, takes something of it away, or
/// leads out of the file, so that a person must look. `Acts`: it makes programs do something, such as running
/// JavaScript.
enum class Effect : std::uint8_t { None, Shows, Acts };
inline constexpr std::uint64_t kEffects = static_cast<std::uint64_t>(Effect::Acts) + 1;

struct FileChange {
  ChangeKind kind = ChangeKind::NotJudged;
  std::size_t page = 0;  // 1 for the first; 0: none
  std::string field = {};
  int object = 0;  // the number of the object that differs; 0: none
  std::string detail = {};
  std::string before = {};
  std::string after = {};
  Effect effect = Effect::None;
  NotJudgedWhy why = NotJudgedWhy::Repaired;
  friend bool operator==(const FileChange&, const FileChange&) = default;
};

/// How what is signed is not what a reader takes for it.
enum class RangeFault : std::uint8_t {
  NoDictionary,       // the value is of another type
  NoContents,         // missing, or no string
  EmptyContents,      // nothing but zeros
  NoRange,            // missing, or no array
  BadRange,           // not four numbers within the file
  NotFromStart,       // does not start at 0
  Overlap,            // or the wrong order
  GapNotContents,     // the gap is not exactly one string in hexadecimal
  ContentsElsewhere,  // the string in the gap is not that of this signature
  NotRevision,        // ends where no revision ends
  NotInRevision,      // the signed revision does not have this signature
};
inline constexpr std::uint64_t kRangeFaults = static_cast<std::uint64_t>(RangeFault::NotInRevision) + 1;

/// Which fields a signature locks (FieldMDP, Lock).
struct FieldLock {
  enum class Action : std::uint8_t { None, All, Include, Exclude } action = Action::None;
  std::vector<std::string> fields = {};
  int permissions = 0;  // of the document from then on, 1 to 3; 0: says nothing
  friend bool operator==(const FieldLock&, const FieldLock&) = default;

  /// Whether the field of this full name, or one above it, is locked.
  bool holds(std::string_view field) const;
};

/// No revision.
inline constexpr std::size_t kNoRevision = static_cast<std::size_t>(-1);

struct SignatureFacts {
  std::string field = {};  // full name
  std::size_t page = 0;
  bool is_visible = false;
  bool is_timestamp = false;  // of the document
  std::string sub_filter = {};
  std::string name = {};
  std::string reason = {};
  std::string location = {};
  std::string time = {};      // as the file writes it: D:2026…
  std::string contents = {};  // DER, without the zeros after it
  std::vector<std::uint64_t> range = {};
  std::vector<RangeFault> faults = {};
  std::size_t revision = kNoRevision;  // the one that it signs
  int certification = 0;               // DocMDP: 1 to 3; 0: does not certify
  FieldLock lock = {};
  friend bool operator==(const SignatureFacts&, const SignatureFacts&) = default;
};

struct RevisionFacts {
  std::uint64_t end = 0;  // in the file
  /// Compared with the revision before.
  std::vector<FileChange> changes = {};
  friend bool operator==(const RevisionFacts&, const RevisionFacts&) = default;
};

struct SignedPdf {
  std::vector<SignatureFacts> signatures;  // by revision
  std::vector<RevisionFacts> revisions;    // oldest first
  // The DSS of all revisions, in DER: what a later one leaves out was known all the same.
  std::vector<std::string> certificates;
  std::vector<std::string> crls;
  std::vector<std::string> ocsps;
  std::vector<Notice> notices;  // the file could not be read
  /// Signature dictionaries in the bytes of the file that are none of `signatures`.
  std::size_t unlisted = 0;
};

/// In this process, as fuzz programs and gongwen-reader do; others use FileReader::read_signatures. Never fails.
SignedPdf read_signed_pdf(std::string_view bytes, const IntakeLimits& limits);

// The content of an answer, see wire.h.

std::string write_signed_pdf(const SignedPdf& file);
/// Nothing for what write_signed_pdf did not write.
std::optional<SignedPdf> parse_signed_pdf(std::string_view text);

}  // namespace gongwen::intake
