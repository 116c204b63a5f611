#include "sign/pdf_sign/sign_pdf.h"

#include "base/assert.h"
#include "base/date.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "diagnostics/diagnostic.h"
#include "images/image_set.h"
#include "intake/signable_pdf.h"
#include "resources/read_file.h"
#include "sign/cms.h"
#include "sign/digest.h"
#include "sign/pdf_sign/detail/revision.h"
#include "sign/seal.h"
#include "sign/verify_cms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gongwen::pdf_sign {

namespace {

// Converts positions on a page as displayed, in points from its lower left corner, to the space of its content, which
// may be rotated and start anywhere.

inline constexpr double kPointsPerMm = 72 / 25.4;

struct ShownPage {
  explicit ShownPage(const intake::SignablePage& page);

  /// Converts a rectangle of the displayed page (left, bottom, right, top) to the space of the content.
  std::array<double, 4> to_content(const std::array<double, 4>& shown) const;
  /// The rotation in the content of something that is upright on the displayed page.
  Turn turn() const;

  double width = 0;
  double height = 0;

 private:
  std::array<double, 4> box_;
  int rotation_;
};

/// Applies one rotation after the other.
Turn combined(const Turn& first, const Turn& second);

ShownPage::ShownPage(const intake::SignablePage& page)
    : width(page.box[2] - page.box[0]),
      height(page.box[3] - page.box[1]),
      box_(page.box),
      rotation_(page.rotation % 90 == 0 ? page.rotation : 0) {
  if (rotation_ == 90 || rotation_ == 270) std::swap(width, height);
}

Turn ShownPage::turn() const {
  switch (rotation_) {
    case 90: return {0, 1, -1, 0};
    case 180: return {-1, 0, 0, -1};
    case 270: return {0, -1, 1, 0};
    default: return kUpright;
  }
}

std::array<double, 4> ShownPage::to_content(const std::array<double, 4>& shown) const {
  const auto point = [this](double x, double y) -> std::pair<double, double> {
    switch (rotation_) {
      case 90: return {box_[2] - y, box_[1] + x};
      case 180: return {box_[2] - x, box_[3] - y};
      case 270: return {box_[0] + y, box_[3] - x};
      default: return {box_[0] + x, box_[1] + y};
    }
  };
  const auto [x0, y0] = point(shown[0], shown[1]);
  const auto [x1, y1] = point(shown[2], shown[3]);
  return {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
}

Turn combined(const Turn& first, const Turn& second) {
  return {first[0] * second[0] + first[1] * second[2], first[0] * second[1] + first[1] * second[3],
          first[2] * second[0] + first[3] * second[2], first[2] * second[1] + first[3] * second[3]};
}

// Further parts of a revision besides the signature: a riding seal, and data for later validation.

// The riding seal (sign/seal.h), one across the outer edges of all pages, or of several groups of them: each page has a
// slice as an annotation that is printed and locked.

struct RidingSeal {
  ObjectNumber image;
  double diameter_mm = 42;
  double height_to_width = 1;  // of the picture
};

// The document security store (EN 319 142-1 section 5.4.2): data for validating a signature when authorities no longer
// answer.

/// Adds the data to that of the file. `contents` is the value of the signature's /Contents, including its padding.
void add_security_store(const sign::ValidationData& data, std::string_view contents, Revision& revision);

constexpr int kPrintedReadOnlyLocked = 4 + 64 + 128;

/// The position of a slice on the displayed page.
struct SlicePlace {
  std::array<double, 4> box{};
  Turn turn = kUpright;
};

/// `width` and `height` are those of a slice on an upright page.
SlicePlace slice_place(const ShownPage& page, bool is_turned, bool is_odd, double width, double height) {
  if (!is_turned) {
    const double bottom = (page.height - height) / 2;
    return {{page.width - width, bottom, page.width, bottom + height}, kUpright};
  }
  const double left = (page.width - height) / 2;
  if (is_odd) return {{left, 0, left + height, width}, {0, -1, 1, 0}};
  return {{left, page.height - width, left + height, page.height}, {0, 1, -1, 0}};
}

/// Landscape pages among portrait ones are bound with their heads to the left on odd pages and to the right on even
/// ones (GB/T 9704-2012 7.4), and get their slices at the edge that is then the outer one.
void add_riding_seal(const RidingSeal& seal, Revision& revision) {
  const std::vector<intake::SignablePage>& pages = revision.pdf().pages;
  const auto is_wide = [&pages](std::size_t page) {
    const ShownPage shown(pages[page]);
    return shown.width > shown.height;
  };
  // A document of landscape pages only is bound without turning them.
  bool all_wide = true;
  for (std::size_t page = 0; page < pages.size(); ++page) all_wide = all_wide && is_wide(page);
  const double width = seal.diameter_mm * kPointsPerMm;
  const double height = width * seal.height_to_width;
  std::size_t page = 0;
  for (const std::size_t group : sign::riding_groups(pages.size(), seal.diameter_mm)) {
    const double slice = width / static_cast<double>(group);
    for (std::size_t i = 0; i < group; ++i, ++page) {
      const ShownPage shown(pages[page]);
      const SlicePlace place = slice_place(shown, is_wide(page) && !all_wide, page % 2 == 0, slice, height);
      const SealAppearance look{-slice * static_cast<double>(i),   0, width, height, slice, height,
                                combined(place.turn, shown.turn())};
      const ObjectNumber appearance = write_seal_appearance(seal.image, look, revision.update());
      const ObjectNumber stamp = revision.update().allocate();
      const std::string name = pdf_text(in_language(revision.pdf(), texts::PdfSignRidingSeal));
      const auto key = revision.add_annotation(page, stamp, "/S/Annot/Alt" + name);
      revision.update().replace(
          stamp,
          fmt::format("<</Type/Annot/Subtype/Stamp/Rect{}/F {}/Contents{}/P {} 0 R{}/AP<</N {}>>>>",
                      pdf_numbers(shown.to_content(place.box)), kPrintedReadOnlyLocked, name, pages[page].object.number,
                      key ? fmt::format("/StructParent {}", *key) : "", reference(appearance)));
    }
  }
}

std::string stream_references(const std::vector<std::string>& ders, Revision& revision) {
  std::string references;
  for (const std::string& der : ders) {
    references += (references.empty() ? "" : " ") + reference(revision.update().add_stream("", der));
  }
  return references;
}

std::string hex_name(std::string_view bytes) {
  std::string out;
  pdf::append_hex(out, bytes);
  return "/" + out.substr(1, out.size() - 2);
}

void add_security_store(const sign::ValidationData& data, std::string_view contents, Revision& revision) {
  const intake::PdfPart& before = revision.pdf().security_store;
  std::string store = "<</Type/DSS";
  std::string validation = "<</Type/VRI";
  struct List {
    std::string_view key;        // in the store
    std::string_view short_key;  // in the data of one signature
    const std::vector<std::string>& ders;
  };
  for (const List& list : {List{"/Certs", "/Cert", data.certificates_der}, List{"/CRLs", "/CRL", data.crls_der},
                           List{"/OCSPs", "/OCSP", data.ocsps_der}}) {
    const std::string added = stream_references(list.ders, revision);
    if (!added.empty()) validation += fmt::format("{}[{}]", list.short_key, added);
    std::string all(before.value(list.key));
    if (!added.empty()) all = appended(all, added);
    if (!all.empty()) store += std::string(list.key) + all;
  }
  std::string by_signature(before.value("/VRI"));
  if (by_signature.empty()) by_signature = "<<>>";
  by_signature.resize(by_signature.size() - 2);
  const std::string key = hex_name(sign::digest("SHA-1", contents).value_or(std::string()));
  by_signature += fmt::format("{} {}>>>>", key, reference(revision.update().add(validation + ">>")));
  by_signature.resize(by_signature.size() - 2);
  const ObjectNumber number = revision.update().add(store + "/VRI" + by_signature + ">>");
  revision.set_catalog("/DSS", reference(number));
  // The store is an extension of ISO 32000-1, but part of later versions.
  constexpr std::string_view kExtension = "/ESIC<</BaseVersion/1.7/ExtensionLevel 1>>";
  std::string extensions(revision.pdf().catalog.value("/Extensions"));
  if (extensions.find("/ESIC") != std::string::npos) return;
  if (extensions.ends_with(">>")) {
    extensions.insert(extensions.size() - 2, kExtension);
    revision.set_catalog("/Extensions", extensions);
  } else if (extensions.empty()) {
    revision.set_catalog("/Extensions", "<<" + std::string(kExtension) + ">>");
  }
}

// The value of a signature field (ISO 32000-1 table 252): an object with room for the signature, which is filled in
// when the rest of the file is final.

enum class ValueKind : bool { Signature, TimeStamp };

/// A dictionary with `room` bytes for the signature; `entries` are those besides type, format and room.
std::string signature_value(ValueKind kind, std::size_t room, std::string_view entries);

/// The room of a value; `body` is the offset of the text of signature_value() in the file.
struct SignedRange {
  std::uint64_t before = 0;  // number of bytes before the room
  std::uint64_t after = 0;   // offset at which the file continues
  std::uint64_t end = 0;
};

/// `D:20261121104500+08'00'`, in Chinese time.
std::string signing_time(std::int64_t unix_seconds);

constexpr std::string_view kSignatureHead = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached";
constexpr std::string_view kTimeStampHead = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161";
/// Ten digits for each number, so that filling them in moves nothing.
constexpr std::string_view kOpenRange = "/ByteRange[0 0000000000 0000000000 0000000000]";
constexpr std::string_view kContents = "/Contents";

std::string_view head_of(ValueKind kind) { return kind == ValueKind::Signature ? kSignatureHead : kTimeStampHead; }

std::string signature_value(ValueKind kind, std::size_t room, std::string_view entries) {
  std::string value(head_of(kind));
  value.append(kOpenRange).append(kContents).append("<").append(room * 2, '0').append(">");
  return value.append(entries).append(">>");
}

/// Fills in the ByteRange. Returns the signed range.
SignedRange set_byte_range(std::string& file, std::uint64_t body, ValueKind kind, std::size_t room) {
  const std::uint64_t range_at = body + head_of(kind).size();
  SignedRange range;
  range.before = range_at + kOpenRange.size() + kContents.size();
  range.after = range.before + room * 2 + 2;
  range.end = file.size();
  GONGWEN_ASSERT(file[range.before] == '<' && file[range.after - 1] == '>');
  const std::string numbers =
      fmt::format("/ByteRange[0 {:010} {:010} {:010}]", range.before, range.after, range.end - range.after);
  file.replace(range_at, kOpenRange.size(), numbers);
  return range;
}

/// Writes the signature into its room, which must be large enough.
void set_contents(std::string& file, const SignedRange& range, std::string_view der) {
  GONGWEN_ASSERT(der.size() * 2 + 2 <= range.after - range.before);
  std::string hex;
  pdf::append_hex(hex, der);
  std::copy(hex.begin() + 1, hex.end() - 1, file.begin() + static_cast<std::ptrdiff_t>(range.before) + 1);
}

/// The digest of the signed range, by the algorithm's name; nullopt for an unknown one.
std::optional<std::string> range_digest(std::string_view file, const SignedRange& range, std::string_view algorithm) {
  std::optional<sign::Digester> digester = sign::Digester::start(algorithm);
  if (!digester) return std::nullopt;
  digester->add(file.substr(0, range.before));
  digester->add(file.substr(range.after, range.end - range.after));
  return digester->end();
}

std::string signing_time(std::int64_t unix_seconds) {
  std::string digits;
  for (const char c : base::format_moment(unix_seconds + base::kChinaTime)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return "D:" + digits + "+08'00'";
}

// Checks whether and where a file may be signed as requested, before anything is made, so that the key is not used in
// vain. `name` is the file's name in messages; `pdf` is the result of its reader (signable_pdf.h).

/// Reports the state that makes an update impossible, if there is one. Returns whether the file can be appended to.
/// Reports: pdf-sign/encrypted, damaged, hybrid, xfa, too-large, no-library.
bool check_state(const std::string& name, intake::SignableState state, diagnostics::DiagnosticSink& sink);

/// The empty field of `pdf` to sign, which must outlive it; a null pointer: a new field is created. nullopt after
/// reporting an error. Reports: pdf-sign/no-such-field, field-signed, several-fields, no-place, outside-page,
/// field-locked, sign/no-such-page.
std::optional<const intake::SignableField*> choose_field(const std::string& name, const intake::SignablePdf& pdf,
                                                         const PdfSignOptions& options,
                                                         diagnostics::DiagnosticSink& sink);

/// Checks the permissions of earlier signatures (DocMDP and FieldMDP, ISO 32000-1 sections 12.8.2.2 and 12.8.2.4), and
/// the requirements of a certifying one. `field` is that of choose_field.
/// Reports: pdf-sign/no-changes-permitted, no-field-permitted, no-riding-permitted, not-first, no-further-field (a
/// warning), sign/one-page.
bool check_permissions(const std::string& name, const intake::SignablePdf& pdf, const PdfSignOptions& options,
                       const intake::SignableField* field, diagnostics::DiagnosticSink& sink);

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using intake::SignableField;
using intake::SignablePdf;
using intake::SignableState;

std::string empty_field_names(const SignablePdf& pdf) {
  std::string names;
  for (const SignableField& field : pdf.fields) {
    if (!field.is_signed) names += (names.empty() ? "" : ", ") + field.name;
  }
  return names.empty() ? "-" : names;
}

bool locks(const intake::FoundSignature& found, const std::string& field) {
  const bool is_named =
      std::find(found.locked_fields.begin(), found.locked_fields.end(), field) != found.locked_fields.end();
  if (found.locks == "Include") return is_named;
  if (found.locks == "Exclude") return !is_named;
  return found.locks == "All";
}

bool check_place(const std::string& name, const SignablePdf& pdf, const PdfSignOptions& options, DiagnosticSink& sink) {
  const SealPlace& place = *options.place;
  if (place.page == 0 || place.page > pdf.pages.size()) {
    sink.report(messages::SignNoSuchPage, Origin{}, name, place.page, pdf.pages.size());
    return false;
  }
  const ShownPage page(pdf.pages[place.page - 1]);
  const double reach = options.diameter / 2;
  const double width = page.width / kPointsPerMm;
  const double height = page.height / kPointsPerMm;
  if (place.x < reach || place.y < reach || place.x > width - reach || place.y > height - reach) {
    sink.report(messages::PdfSignOutsidePage, Origin{}, name, place.page);
    return false;
  }
  return true;
}

const SignableField* find_named(const std::string& name, const SignablePdf& pdf, const std::string& wanted,
                                DiagnosticSink& sink) {
  for (const SignableField& field : pdf.fields) {
    if (field.name != wanted) continue;
    if (!field.is_signed) return &field;
    sink.report(messages::PdfSignFieldSigned, Origin{}, name, wanted);
    return nullptr;
  }
  sink.report(messages::PdfSignNoSuchField, Origin{}, name, wanted, empty_field_names(pdf));
  return nullptr;
}

bool check_state(const std::string& name, SignableState state, DiagnosticSink& sink) {
  switch (state) {
    case SignableState::Ready: return true;
    case SignableState::Encrypted: sink.report(messages::PdfSignEncrypted, Origin{}, name); break;
    case SignableState::Damaged: sink.report(messages::PdfSignDamaged, Origin{}, name); break;
    case SignableState::Hybrid: sink.report(messages::PdfSignHybrid, Origin{}, name); break;
    case SignableState::Xfa: sink.report(messages::PdfSignXfa, Origin{}, name); break;
    case SignableState::TooLarge: sink.report(messages::PdfSignTooLarge, Origin{}, name); break;
    case SignableState::NoLibrary: sink.report(messages::PdfSignNoLibrary, Origin{}, name); break;
  }
  return false;
}

std::optional<const SignableField*> choose_field(const std::string& name, const SignablePdf& pdf,
                                                 const PdfSignOptions& options, DiagnosticSink& sink) {
  const SignableField* chosen = nullptr;
  if (!options.field.empty()) {
    chosen = find_named(name, pdf, options.field, sink);
    if (chosen == nullptr) return std::nullopt;
  } else if (options.place) {
    if (!check_place(name, pdf, options, sink)) return std::nullopt;
    return nullptr;
  } else {
    const auto is_empty = [](const SignableField& field) {
      return !field.is_signed;
    };
    const auto count = std::count_if(pdf.fields.begin(), pdf.fields.end(), is_empty);
    if (count > 1) {
      sink.report(messages::PdfSignSeveralFields, Origin{}, name, empty_field_names(pdf));
      return std::nullopt;
    }
    if (count == 1) chosen = &*std::find_if(pdf.fields.begin(), pdf.fields.end(), is_empty);
    if (chosen == nullptr && options.seal != nullptr && !options.riding) {
      sink.report(messages::PdfSignNoPlace, Origin{}, name);
      return std::nullopt;
    }
  }
  for (const intake::FoundSignature& found : pdf.signatures) {
    if (chosen == nullptr || !locks(found, chosen->name)) continue;
    sink.report(messages::PdfSignFieldLocked, Origin{}, name, chosen->name, found.field);
    return std::nullopt;
  }
  return chosen;
}

bool check_permissions(const std::string& name, const SignablePdf& pdf, const PdfSignOptions& options,
                       const SignableField* field, DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  for (const intake::FoundSignature& found : pdf.signatures) {
    if (found.certified == 1) {
      sink.report(messages::PdfSignNoChangesPermitted, Origin{}, name, found.field);
      return false;
    }
    if (found.certified != 0 && field == nullptr) {
      sink.report(messages::PdfSignNoFieldPermitted, Origin{}, name, found.field);
    }
    if (found.certified == 2 && options.riding) {
      sink.report(messages::PdfSignNoRidingPermitted, Origin{}, name, found.field);
    }
  }
  if (options.certify != Certify::None && !pdf.signatures.empty()) {
    sink.report(messages::PdfSignNotFirst, Origin{}, name, pdf.signatures.front().field);
  }
  if (options.riding && pdf.pages.size() < 2) sink.report(messages::SignOnePage, Origin{}, name);
  if (watch.saw_errors()) return false;
  const bool has_further = std::any_of(pdf.fields.begin(), pdf.fields.end(), [field](const SignableField& other) {
    return !other.is_signed && &other != field;
  });
  if (options.certify > Certify::NoChanges && !has_further) {
    sink.report(messages::PdfSignNoFurtherField, Origin{}, name);
  }
  return true;
}

/// A PDF must start within these bytes; anything may come before it.
constexpr std::size_t kHeadBytes = 1024;
constexpr std::size_t kUsualRoom = 16'384;
/// Room for a time stamp, whose size only its authority knows.
constexpr std::size_t kTokenRoom = 8'192;
constexpr std::size_t kMaxRoom = 1 << 20;
constexpr std::size_t kMaxSealBytes = std::size_t{16} << 20;
constexpr int kPrintedLocked = 4 + 128;

/// An entry of a dictionary; empty for an empty text.
std::string text_entry(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : std::string(key) + pdf_text(value);
}

/// A name that no field of the file has, such as `sign-1`.
std::string free_name(const SignablePdf& pdf, std::string_view stem) {
  for (std::size_t number = 1;; ++number) {
    std::string name = fmt::format("{}-{}", stem, number);
    const bool is_taken = std::any_of(pdf.fields.begin(), pdf.fields.end(),
                                      [&name](const SignableField& field) { return field.name == name; });
    if (!is_taken) return name;
  }
}

/// Fits the picture into a box, centred.
SealAppearance fitted(const images::RasterImage& seal, double width, double height, const Turn& turn) {
  const double ratio = static_cast<double>(seal.height) / std::max<double>(seal.width, 1);
  const double drawn = std::min(width, height / ratio);
  return {(width - drawn) / 2, (height - drawn * ratio) / 2, drawn, drawn * ratio, width, height, turn};
}

/// A revision with one signature that is not filled in yet, and its room.
struct OpenRevision {
  std::string file;
  SignedRange range;
  std::size_t room = 0;
};

class SigningRun {
 public:
  SigningRun(const sign::SigningKey& key, intake::FileReader& reader, const std::string& name,
             const PdfSignOptions& options, DiagnosticSink& sink)
      : key_(key), reader_(reader), name_(name), options_(options), sink_(sink) {}

  std::optional<SignedPdf> run(std::string_view bytes) {
    std::optional<SignablePdf> pdf = read(bytes);
    if (!pdf) return std::nullopt;
    const auto chosen = choose_field(name_, *pdf, options_, sink_);
    if (!chosen || !check_permissions(name_, *pdf, options_, *chosen, sink_)) return std::nullopt;
    SignedPdf out;
    out.earlier = pdf->signatures.size();
    out.field = *chosen != nullptr ? (*chosen)->name : free_name(*pdf, "sign");
    out.page = *chosen != nullptr ? (*chosen)->page : options_.place ? options_.place->page : 0;
    std::optional<OpenRevision> made = sign_revision(bytes, *pdf, *chosen, out.field);
    if (!made) return std::nullopt;
    out.bytes = std::move(made->file);
    if (options_.level >= Level::Lt && !add_validation(out.bytes, made->range)) return std::nullopt;
    if (options_.level == Level::Lta && !add_timestamp(out.bytes)) return std::nullopt;
    return out;
  }

 private:
  std::optional<SignablePdf> read(std::string_view bytes) {
    std::vector<intake::Notice> notices;
    std::optional<SignablePdf> pdf = reader_.read_signable(bytes, {}, notices);
    for (const intake::Notice& notice : notices) {
      std::vector<std::string> arguments = notice.arguments;
      arguments.insert(arguments.begin(), name_);
      sink_.add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
    }
    if (!pdf || !check_state(name_, pdf->state, sink_)) return std::nullopt;
    return pdf;
  }

  sign::CmsOptions cms_options() const {
    return {options_.level == Level::B ? sign::TimestampOptions{} : options_.timestamp};
  }

  /// Signs again with more room if the signature turns out to be larger.
  std::optional<OpenRevision> sign_revision(std::string_view bytes, const SignablePdf& pdf, const SignableField* field,
                                            const std::string& field_name) {
    const sign::CmsOptions cms = cms_options();
    for (std::size_t room = std::max(kUsualRoom, sign::cms_size(key_, cms)); room <= kMaxRoom;) {
      OpenRevision made = open_revision(bytes, pdf, field, field_name, room);
      const auto digest = range_digest(made.file, made.range, "SHA-256");
      const auto der = digest ? sign::make_cms(key_, *digest, cms, sink_) : std::nullopt;
      if (!der) return std::nullopt;
      if (der->size() <= room) {
        set_contents(made.file, made.range, *der);
        if (is_intact(made.file, made.range, *der)) return made;
        sink_.report(messages::PdfSignNotIntact, Origin{}, name_);
        return std::nullopt;
      }
      room = der->size() + der->size() / 4;
    }
    sink_.report(messages::PdfSignTooLongSignature, Origin{}, name_);
    return std::nullopt;
  }

  /// Verifies a signature before it is written, since a token may fail.
  static bool is_intact(std::string_view file, const SignedRange& range, std::string_view der) {
    const auto digest_of = [&](std::string_view algorithm) {
      return range_digest(file, range, algorithm);
    };
    return sign::verify_cms(der, digest_of, {}).is_intact;
  }

  std::string value_entries(const SignableField* field) const {
    std::string entries = "/M" + pdf_text(signing_time(options_.time));
    entries += text_entry("/Name", key_.certificate().common_name) + text_entry("/Reason", options_.reason) +
               text_entry("/Location", options_.location);
    std::string transforms;
    if (options_.certify != Certify::None) {
      transforms =
          fmt::format("<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P {}/V/1.2>>>>",
                      static_cast<int>(options_.certify));
    }
    if (const std::string lock = field == nullptr ? "" : locked_by(*field); !lock.empty()) {
      transforms += fmt::format("<</Type/SigRef/TransformMethod/FieldMDP/TransformParams{}>>", lock);
    }
    if (!transforms.empty()) entries += "/Reference[" + transforms + "]";
    return entries;
  }

  /// The fields that the form's author wants this signature to lock (section 12.7.4.5), as transform parameters.
  static std::string locked_by(const SignableField& field) {
    std::string lock(field.field.value("/Lock"));
    if (!lock.starts_with("<<")) return {};
    constexpr std::string_view kType = "/Type /SigFieldLock";
    if (const std::size_t at = lock.find(kType); at != std::string::npos) lock.erase(at, kType.size());
    lock.insert(2, "/Type/TransformParams/V/1.2");
    return lock;
  }

  OpenRevision open_revision(std::string_view bytes, const SignablePdf& pdf, const SignableField* field,
                             const std::string& field_name, std::size_t room) {
    Revision revision(bytes, pdf);
    const ObjectNumber value = revision.update().add(signature_value(ValueKind::Signature, room, value_entries(field)));
    const ObjectNumber image =
        options_.seal != nullptr ? write_seal_image(*options_.seal, revision.update()) : ObjectNumber();
    if (field != nullptr) {
      fill_field(*field, value, image, revision);
    } else {
      add_field(field_name, value, image, revision);
    }
    if (options_.riding && image) {
      const double ratio = static_cast<double>(options_.seal->height) / std::max<double>(options_.seal->width, 1);
      add_riding_seal({image, options_.diameter, ratio}, revision);
    }
    if (options_.certify != Certify::None) {
      revision.set_catalog("/Perms", "<</DocMDP " + reference(value) + ">>");
    }
    revision.mark_signed();
    return finish(std::move(revision), value, ValueKind::Signature, room);
  }

  static OpenRevision finish(Revision&& revision, ObjectNumber value, ValueKind kind, std::size_t room) {
    revision.write();
    const std::uint64_t body = revision.update().body_offset(value);
    OpenRevision made{revision.finish_update(), {}, room};
    made.range = set_byte_range(made.file, body, kind, room);
    return made;
  }

  void fill_field(const SignableField& field, ObjectNumber value, ObjectNumber image, Revision& revision) const {
    const SignablePdf& pdf = revision.pdf();
    revision.set(field.field, "/V", reference(value));
    if (!field.field.has("/TU")) revision.set(field.field, "/TU", pdf_text(in_language(pdf, texts::PdfSignField)));
    if (field.widget.number == 0) return;
    // If widget and field are one object, it gets the changes of both.
    revision.set(field.widget, "/F", std::to_string(kPrintedLocked));
    const double width = field.box[2] - field.box[0];
    const double height = field.box[3] - field.box[1];
    if (!image || width <= 0 || height <= 0) return;
    const ShownPage page = field.page == 0 ? ShownPage({}) : ShownPage(pdf.pages[field.page - 1]);
    const Turn turn = page.turn();
    const bool is_across = turn[0] == 0;
    const SealAppearance look = fitted(*options_.seal, is_across ? height : width, is_across ? width : height, turn);
    const ObjectNumber appearance = write_seal_appearance(image, look, revision.update());
    revision.set(field.widget, "/AP", "<</N " + reference(appearance) + ">>");
  }

  /// Adds a field and its widget as one object.
  void add_field(const std::string& field_name, ObjectNumber value, ObjectNumber image, Revision& revision) const {
    const SignablePdf& pdf = revision.pdf();
    std::array<double, 4> box{};
    ObjectNumber appearance;
    if (options_.place) {
      const ShownPage page(pdf.pages[options_.place->page - 1]);
      const double side = options_.diameter * kPointsPerMm;
      const double left = options_.place->x * kPointsPerMm - side / 2;
      const double bottom = page.height - options_.place->y * kPointsPerMm - side / 2;
      box = page.to_content({left, bottom, left + side, bottom + side});
      if (image) {
        appearance = write_seal_appearance(image, fitted(*options_.seal, side, side, page.turn()), revision.update());
      }
    }
    if (!appearance) appearance = write_empty_appearance(revision.update());
    const std::size_t page = options_.place ? options_.place->page - 1 : 0;
    add_widget({field_name, in_language(pdf, texts::PdfSignField)}, {value, appearance, page, box}, revision);
  }

  struct FieldNames {
    std::string name;
    std::string spoken;
  };
  struct FieldParts {
    ObjectNumber value;
    ObjectNumber appearance;
    std::size_t page = 0;
    std::array<double, 4> box{};
    bool is_outside = false;  // outside the visible part of the page
  };
  static void add_widget(const FieldNames& names, const FieldParts& parts, Revision& revision) {
    const ObjectNumber widget = revision.update().allocate();
    std::optional<std::uint64_t> key;
    if (parts.is_outside) {
      revision.add_unseen_annotation(parts.page, widget);
    } else {
      key = revision.add_annotation(parts.page, widget, "/S/Form");
    }
    revision.update().replace(
        widget,
        fmt::format("<</Type/Annot/Subtype/Widget/FT/Sig/T{}/TU{}/F {}/Rect{}/P {} 0 R{}/V {}/AP<</N {}>>>>",
                    pdf_text(names.name), pdf_text(names.spoken), kPrintedLocked, pdf_numbers(parts.box),
                    revision.pdf().pages[parts.page].object.number, key ? fmt::format("/StructParent {}", *key) : "",
                    reference(parts.value), reference(parts.appearance)));
    revision.add_form_field(widget);
  }

  /// Adds the validation data of the signature as one more revision.
  bool add_validation(std::string& file, const SignedRange& range) {
    std::string contents = contents_of(file, range);
    sign::TrustOptions trust = options_.timestamp.trust;
    if (!trust.at) trust.at = options_.time;
    for (const sign::CertificateFacts& issuer : key_.chain()) trust.extra_certificates_der.push_back(issuer.der);
    const sign::CmsVerdict verdict = sign::verify_cms(
        contents, [&](std::string_view algorithm) { return range_digest(file, range, algorithm); }, trust);
    if (verdict.verdict != sign::Verdict::Valid) {
      for (const sign::Finding& finding : verdict.findings) sign::report_finding(name_, finding, sink_);
      sink_.report(messages::PdfSignNoValidation, Origin{}, name_);
      return false;
    }
    const std::optional<SignablePdf> pdf = read(file);
    if (!pdf) return false;
    Revision revision(file, *pdf);
    add_security_store(verdict.used, contents, revision);
    file = std::move(revision).finish();
    return true;
  }

  static std::string contents_of(std::string_view file, const SignedRange& range) {
    const std::string_view hex = file.substr(range.before + 1, range.after - range.before - 2);
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      bytes.push_back(static_cast<char>(base::hex_digit_value(hex[i]) * 16 + base::hex_digit_value(hex[i + 1])));
    }
    return bytes;
  }

  /// A field without extent, on a page that already has a tab order: only the page's list of annotations changes.
  static FieldParts outside_of_page(const SignablePdf& pdf, ObjectNumber value, ObjectNumber appearance) {
    const auto has_order = [](const intake::SignablePage& page) {
      return page.object.has("/Tabs");
    };
    const auto found = std::find_if(pdf.pages.begin(), pdf.pages.end(), has_order);
    const auto page = static_cast<std::size_t>(found == pdf.pages.end() ? 0 : found - pdf.pages.begin());
    const std::array<double, 4>& seen = pdf.pages[page].box;
    const double x = seen[0] - 1;
    const double y = seen[1] - 1;
    return {value, appearance, page, {x, y, x, y}, true};
  }

  /// Adds a time stamp over the whole file in a separate field (EN 319 142-1 section 5.4.3).
  bool add_timestamp(std::string& file) {
    const std::optional<SignablePdf> pdf = read(file);
    if (!pdf) return false;
    for (std::size_t room = kTokenRoom; room <= kMaxRoom; room *= 2) {
      Revision revision(file, *pdf);
      const ObjectNumber value = revision.update().add(signature_value(ValueKind::TimeStamp, room, ""));
      const ObjectNumber appearance = write_empty_appearance(revision.update());
      add_widget({free_name(*pdf, "timestamp"), in_language(*pdf, texts::PdfSignTimeStamp)},
                 outside_of_page(*pdf, value, appearance), revision);
      revision.mark_signed();
      OpenRevision made = finish(std::move(revision), value, ValueKind::TimeStamp, room);
      const auto digest = range_digest(made.file, made.range, "SHA-256");
      const auto token = digest ? sign::request_timestamp(options_.timestamp, *digest, sink_) : std::nullopt;
      if (!token) return false;
      if (token->size() > room) continue;
      set_contents(made.file, made.range, *token);
      file = std::move(made.file);
      return true;
    }
    sink_.report(messages::PdfSignTooLongSignature, Origin{}, name_);
    return false;
  }

  const sign::SigningKey& key_;
  intake::FileReader& reader_;
  const std::string& name_;
  const PdfSignOptions& options_;
  DiagnosticSink& sink_;
};

/// Reads any file of the machine, since the user chooses it.
class SealFile final : public images::ImageFiles {
 public:
  base::Expected<std::string> read(std::string_view name, const Origin&, DiagnosticSink& sink) override {
    return resources::read_bytes(std::string(name), {kMaxSealBytes}, sink);
  }
};

}  // namespace

std::optional<images::RasterImage> read_seal(const std::string& path, DiagnosticSink& sink) {
  SealFile files;
  images::ImageSet set(&files, nullptr, sink);
  const images::ImageId id = set.load(path, Origin{});
  if (!id) return std::nullopt;
  const auto* const raster = std::get_if<images::RasterImage>(&set.image(id).picture);
  if (raster == nullptr) {
    sink.report(messages::PdfSignNotPixels, Origin{}, path);
    return std::nullopt;
  }
  return *raster;
}

std::optional<SignedPdf> PdfSigner::sign(const std::string& name, std::string_view bytes, const PdfSignOptions& options,
                                         DiagnosticSink& sink) const {
  if (bytes.substr(0, kHeadBytes).find("%PDF-") == std::string_view::npos) {
    sink.report(messages::PdfSignNotPdf, Origin{}, name);
    return std::nullopt;
  }
  if (!sign::has_cryptography(sink)) return std::nullopt;
  const std::size_t before = sink.diagnostics().size();
  std::optional<SignedPdf> made = SigningRun(key_, reader_, name, options, sink).run(bytes);
  if (!made) {
    // Messages of keys and authorities do not name the document.
    sink.add_notes(before, [&name](const diagnostics::Diagnostic& one) {
      const bool is_named =
          std::any_of(one.arguments.begin(), one.arguments.end(),
                      [&name](const std::string& argument) { return argument.find(name) != std::string::npos; });
      return is_named ? std::vector<diagnostics::Note>()
                      : std::vector<diagnostics::Note>{{messages::PdfSignWhileSigning, Origin{}, {name}}};
    });
  }
  return made;
}

}  // namespace gongwen::pdf_sign
