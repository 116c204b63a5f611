#include "pdf_sign/sign_pdf.h"

#include "base/ascii.h"
#include "base/format.h"
#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/texts/pdf_sign.h"
#include "images/image_set.h"
#include "pdf_sign/detail/page_space.h"
#include "pdf_sign/detail/revision_parts.h"
#include "pdf_sign/detail/seal_picture.h"
#include "pdf_sign/detail/signature_value.h"
#include "pdf_sign/detail/signing_checks.h"
#include "resources/read_file.h"
#include "sign/cms.h"
#include "sign/digest.h"
#include "sign/finding.h"
#include "sign/verify_cms.h"

#include <algorithm>

namespace gongwen::pdf_sign {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using intake::SignableField;
using intake::SignablePdf;

/// Where a PDF must start, whatever is before it.
constexpr std::size_t kHeadBytes = 1024;
constexpr std::size_t kUsualRoom = 16'384;
/// What a time stamp may take, which only its authority knows.
constexpr std::size_t kTokenRoom = 8'192;
constexpr std::size_t kMaxRoom = 1 << 20;
constexpr std::size_t kMaxSealBytes = std::size_t{16} << 20;
constexpr int kPrintedLocked = 4 + 128;

/// A dictionary's entry; nothing for an empty text.
std::string text_entry(std::string_view key, std::string_view value) {
  return value.empty() ? std::string() : std::string(key) + pdf_text(value);
}

/// A name that no field of the file has: `sign-1`.
std::string free_name(const SignablePdf& pdf, std::string_view stem) {
  for (std::size_t number = 1;; ++number) {
    std::string name = fmt::format("{}-{}", stem, number);
    const bool is_taken = std::any_of(pdf.fields.begin(), pdf.fields.end(),
                                      [&name](const SignableField& field) { return field.name == name; });
    if (!is_taken) return name;
  }
}

/// The picture in the middle of a box, as large as fits.
SealAppearance fitted(const images::RasterImage& seal, double width, double height, const Turn& turn) {
  const double ratio = static_cast<double>(seal.height) / std::max<double>(seal.width, 1);
  const double drawn = std::min(width, height / ratio);
  return {(width - drawn) / 2, (height - drawn * ratio) / 2, drawn, drawn * ratio, width, height, turn};
}

/// One revision with one signature in it, and the room that it has.
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

  /// Starts again with more room if the signature turns out to need it.
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

  /// What a key on a token has signed is checked before it is written.
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

  /// What the author of the form wants locked with this field (section 12.7.4.5), as parameters of a transform.
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
    // A widget that is the field itself has the changes of both.
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

  /// A field and its widget in one object.
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
    bool is_outside = false;  // of what is seen of the page
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

  /// What the signature was validated with goes into the file, as one more revision.
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

  /// Without extent, beside a page that says already how its annotations follow each other: of that page nothing but
  /// the list of its annotations changes.
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

  /// A time stamp over the whole file in a separate field (EN 319 142-1 section 5.4.3).
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

/// Any file of the machine: it is the user who names it.
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
    // Keys and authorities do not know for which document they fail.
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
