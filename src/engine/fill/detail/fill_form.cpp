#include "engine/fill/detail/fill_form.h"

#include "data/readers.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/fill/detail/field_values.h"
#include "engine/fill/detail/form_update.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/render/detail/output_files.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

// The form is read in the process for foreign files; the new values are appended, so that everything else stays the
// same byte for byte, and signatures that permit filling in stay valid.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::Origin;

/// A form in its present state. It is read again after filling in if it has to be flattened.
class FormWork {
 public:
  FormWork(const DataSource& form, KindLibrary& kinds, Run& run) : source_(form), kinds_(kinds), run_(run) {}

  /// Reads the form. Reports: resources/*, intake/*, engine/fill-*.
  bool read() {
    if (source_.text) {
      bytes_ = *source_.text;
    } else {
      auto read = resources::read_bytes(source_.path, {}, run_.sink());
      if (!read) return false;
      bytes_ = *std::move(read);
    }
    if (intake::sniff(bytes_) != intake::FileType::Pdf) {
      run_.sink().report(messages::EngineFillNotPdf, Origin{}, source_.path);
      return false;
    }
    return read_bytes();
  }

  const intake::ForeignForm& form() const { return form_; }
  const std::string& bytes() const { return bytes_; }

  /// Replaces the file by a new state of it, and reads that.
  bool replace(std::string bytes) {
    bytes_ = std::move(bytes);
    return read_bytes();
  }

  /// See intake::write_anew.
  std::optional<std::string> write_anew(std::string_view bytes) {
    std::vector<intake::Notice> notices;
    std::optional<std::string> written = kinds_.file_reader().rewrite(bytes, {}, notices);
    report(notices);
    return written;
  }

 private:
  void report(const std::vector<intake::Notice>& notices) {
    for (const intake::Notice& notice : notices) {
      std::vector<std::string> arguments = notice.arguments;
      arguments.insert(arguments.begin(), source_.path);
      // The reader does not know the name of the file, which is the first argument of all its messages.
      run_.sink().add({notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}});
    }
  }

  bool read_bytes() {
    std::vector<intake::Notice> notices;
    auto form = kinds_.file_reader().read_fields(bytes_, {}, notices);
    report(notices);
    if (!form) return false;
    form_ = *std::move(form);
    return check_state();
  }

  bool check_state() {
    const auto refuse = [this](const auto& message) {
      run_.sink().report(message, Origin{}, source_.path);
      return false;
    };
    switch (form_.file.state) {
      case intake::SignableState::Ready: break;
      case intake::SignableState::Encrypted: return refuse(messages::EngineFillEncrypted);
      case intake::SignableState::TooLarge: return refuse(messages::EngineFillTooLarge);
      case intake::SignableState::NoLibrary: return refuse(messages::EngineBindNoLibrary);
      // A hybrid file has two tables of its objects (ISO 32000-2, 7.5.8.4); an update would have to extend
      // both. A ForeignForm never has the state Xfa: see has_xfa.
      case intake::SignableState::Damaged:
      case intake::SignableState::Hybrid:
      case intake::SignableState::Xfa: return refuse(messages::EngineFillDamaged);
    }
    if (!form_.fields.empty()) return true;
    return form_.has_xfa ? refuse(messages::EngineFillXfaOnly) : refuse(messages::EngineFillNoFields);
  }

  const DataSource& source_;
  KindLibrary& kinds_;
  Run& run_;
  std::string bytes_;
  intake::ForeignForm form_;
};

/// The value of a property of XMP, which is written as an attribute or as an element; empty if it is missing.
std::string claim_value(std::string_view xmp, std::string_view name) {
  // The prefix is the usual one; a file that uses another prefix counts as one without the claim. 64 bytes are enough
  // for quotes, blanks and a value such as `2b`.
  const std::size_t found = xmp.find(name);
  if (found == std::string_view::npos) return {};
  std::string_view rest = xmp.substr(found + name.size(), 64);
  rest.remove_prefix(std::min(rest.find_first_not_of(" =\"'>\r\n\t"), rest.size()));
  return std::string(rest.substr(0, rest.find_first_of("\"'< \r\n\t")));
}

/// JSON, or YAML by the ending of the name.
std::shared_ptr<const data::Document> read_values(const DataSource& source, Run& run) {
  const base::Expected<diagnostics::SourceId> id = read_data_source(source, run);
  if (!id) return nullptr;
  run.mark_data(*id);
  const std::string_view text = run.sources().source_text(*id);
  const data::JsonLimits limits = json_limits({});
  auto read = is_yaml(source.path) ? data::read_yaml(*id, text, limits, run.sink())
                                   : data::read_json(*id, text, limits, run.sink());
  if (!read) return nullptr;
  auto document = std::make_shared<const data::Document>(*std::move(read));
  run.documents().add(document);
  return document;
}

class Filler {
 public:
  Filler(const FormFilling& filling, KindLibrary& kinds, FontSource& fonts)
      : filling_(filling), kinds_(kinds), fonts_(fonts), work_(filling.form, kinds, run_) {}

  Rendering run(const std::optional<Output>& output) {
    Rendering result;
    // plan() comes first, so that nothing is read if the output cannot be written.
    const bool done = run_.attempt([&] { return plan(output) && fill(); });
    if (filling_.strict) run_.sink().promote_warnings();
    if (done && !run_.sink().has_errors()) finish(output.has_value(), result);
    result.report = std::move(run_).report();
    return result;
  }

 private:
  /// The output must not replace the form, not even by its filled-in version: it is an input.
  bool plan(const std::optional<Output>& output) {
    if (!output) return true;
    const base::Expected<OutputFile> planned = plan_page_output(*output, run_.sink());
    if (!planned) return false;
    output_ = *planned;
    if (output_.format != Format::Pdf) {
      run_.sink().report(messages::EngineFillOnlyPdf, Origin{}, output_.path);
      return false;
    }
    bool separate = true;
    for (const DataSource* const input : {&filling_.form, &filling_.data, filling_.map ? &*filling_.map : nullptr}) {
      if (input == nullptr || input->text) continue;
      separate = separate && are_separate_files({&output_, 1}, input->path, run_.sink());
    }
    return separate;
  }

  bool fill() {
    if (!work_.read() || !check_signatures()) return false;
    const auto data = read_values(filling_.data, run_);
    const auto map = filling_.map ? read_values(*filling_.map, run_) : nullptr;
    if (data == nullptr || (filling_.map && map == nullptr)) return false;
    FieldFiller taken(work_.form(), run_.sink());
    map == nullptr ? taken.take_all(data->root()) : taken.take_mapped(data->root(), map->root());
    // All values are read before this, so all errors are reported at once; if there is any, nothing is
    // written.
    if (run_.sink().has_errors()) return false;
    report_blanks(taken.values());
    report_calculated(taken.values());
    if (filling_.flatten) note_unseen(taken.values());
    return write(taken.values()) && (!filling_.flatten || flatten());
  }

  /// Refuses later changes to a signed file that a certification forbids (ISO 32000-2, 12.8.2.2).
  bool check_signatures() {
    const intake::SignablePdf& file = work_.form().file;
    if (file.signatures.empty()) return true;
    // Level 1 of a certification (DocMDP) permits no change at all.
    const bool is_closed = std::any_of(file.signatures.begin(), file.signatures.end(),
                                       [](const intake::FoundSignature& found) { return found.certified == 1; });
    if (is_closed || filling_.flatten || work_.form().has_xfa) {
      run_.sink().report(messages::EngineFillSigned, Origin{}, filling_.form.path);
      return false;
    }
    run_.sink().report(messages::EngineFillStillSigned, Origin{}, filling_.form.path, file.signatures.size());
    return true;
  }

  void report_blanks(const std::vector<FilledField>& values) {
    for (const intake::ForeignFormField& field : work_.form().fields) {
      if (!field.has(intake::ForeignFormField::kRequired) || !is_fillable(field)) continue;
      const auto given =
          std::find_if(values.begin(), values.end(), [&](const FilledField& value) { return value.field == &field; });
      const bool is_blank = given == values.end()
                                ? field.values.empty() || field.values.front().empty() || field.values.front() == "Off"
                                : given->text.empty() && given->chosen.empty();
      if (is_blank) run_.sink().report(messages::EngineFillRequired, Origin{}, field.name);
    }
    if (work_.form().has_xfa) run_.sink().report(messages::EngineFillXfaDropped, Origin{}, filling_.form.path);
  }

  /// Scripts are not run: totals that viewers would calculate keep their former values.
  void report_calculated(const std::vector<FilledField>& values) {
    const bool has_change = std::ranges::any_of(values, [](const FilledField& value) { return value.is_change; });
    std::string names;
    for (const intake::ForeignFormField& field : work_.form().fields) {
      const bool is_given =
          std::ranges::any_of(values, [&](const FilledField& value) { return value.field == &field; });
      if (is_given || !has_change || !is_calculated(work_.form(), field)) continue;
      names += (names.empty() ? "" : ", ") + ("`" + field.name + "`");
    }
    if (!names.empty()) run_.sink().report(messages::EngineFillCalculated, Origin{}, filling_.form.path, names);
  }

  /// A flattened file lacks the values of fields that no page shows.
  void note_unseen(const std::vector<FilledField>& values) {
    for (const FilledField& value : values) {
      const auto& widgets = value.field->widgets;
      const bool is_seen = std::any_of(widgets.begin(), widgets.end(), [](const intake::ForeignWidget& widget) {
        return widget.page != 0 && !widget.is_hidden;
      });
      if (!is_seen && (!value.text.empty() || !value.chosen.empty())) unseen_.push_back(value.field->name);
    }
  }

  bool write(const std::vector<FilledField>& values) {
    const text::FontLibrary* const fonts = fonts_.get(run_);
    if (fonts == nullptr) return false;
    // `none`: the file gets the glyphs that are drawn, but no font for typing.
    const auto font = open_field_font("none", *fonts, run_.sink());
    if (!font) return false;
    FormUpdate update(work_.bytes(), work_.form(), run_.sink());
    has_own_font_ = update.set(values, *font, *fonts);
    // A signed file may not change what it claims.
    if (!filling_.flatten && work_.form().file.signatures.empty()) drop_claims(update, false);
    bytes_ = std::move(update).finish();
    return true;
  }

  /// Starts from the file with the new values, so that all fields have their final appearances.
  bool flatten() {
    if (!work_.replace(std::move(bytes_))) return false;
    FormUpdate update(work_.bytes(), work_.form(), run_.sink());
    const auto [untagged, not_drawn] = update.flatten();
    unseen_.insert(unseen_.end(), not_drawn.begin(), not_drawn.end());
    std::string names;
    for (const std::string& name : unseen_) names += (names.empty() ? "" : ", ") + ("`" + name + "`");
    if (!names.empty()) run_.sink().report(messages::EngineFillNotDrawn, Origin{}, filling_.form.path, names);
    if (untagged > 0) run_.sink().report(messages::EngineFillFlatTags, Origin{}, filling_.form.path, untagged);
    drop_claims(update, untagged > 0);
    bytes_ = std::move(update).finish();
    std::optional<std::string> written = work_.write_anew(bytes_);
    if (!written) return false;
    bytes_ = *std::move(written);
    return true;
  }

  /// A file may claim only what it keeps: all content is tagged in PDF/UA and at level A of PDF/A, and the first
  /// version of PDF/A wants lists of characters that our fonts do not have. Later versions ask nothing of appearances
  /// that they do not ask of pages.
  void drop_claims(FormUpdate& update, bool has_untagged) {
    const std::string& xmp = work_.form().xmp;
    std::vector<std::string_view> names;
    std::string claims;
    if (has_untagged && xmp.find("pdfuaid:part") != std::string::npos) {
      names.emplace_back("pdfuaid:part");
      claims = "PDF/UA";
    }
    const std::string part = claim_value(xmp, "pdfaid:part");
    const bool has_level_a = claim_value(xmp, "pdfaid:conformance") == "A";
    // A level without its part would claim nothing, so all properties of PDF/A are removed together.
    if (!part.empty() && ((part == "1" && has_own_font_) || (has_untagged && has_level_a))) {
      names.insert(names.end(), {"pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfaid:amd", "pdfaid:corr"});
      claims += claims.empty() ? "PDF/A" : ", PDF/A";
    }
    if (names.empty()) return;
    update.remove_claims(names);
    run_.sink().report(messages::EngineFillClaimDropped, Origin{}, filling_.form.path, claims);
  }

  void finish(bool to_file, Rendering& result) {
    FinishedFile file;
    file.bytes = std::move(bytes_);
    file.pages = work_.form().pages.size();
    const bool written = !to_file || run_.attempt([&] {
      // A form with values at that place is kept, unless the new file starts with all of it.
      if (!filling_.force && !keeps_forms({&output_, 1}, {&file, 1}, kinds_.file_reader(), run_.sink())) return false;
      return write_outputs({&output_, 1}, {&file, 1}, kinds_.options().temporary_folder, run_.sink());
    });
    if (!written) return;
    RenderedFile made{Format::Pdf, output_.path, {}, file.size(), file.pages, file.sha256};
    if (!to_file) made.bytes = std::move(file.bytes);
    result.files.push_back(std::move(made));
  }

  const FormFilling& filling_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  Run run_;
  FormWork work_;
  OutputFile output_;
  std::string bytes_;                // of the result
  bool has_own_font_ = false;        // a text was drawn
  std::vector<std::string> unseen_;  // names of fields whose values a flattened file would not show
};

}  // namespace

FormFields list_form_fields(const DataSource& form, KindLibrary& kinds) {
  Run run;
  FormFields result;
  FormWork work(form, kinds, run);
  if (run.attempt([&] { return work.read(); })) {
    result.fields = fields_json(work.form()).indented();
    result.values = values_json(work.form()).indented();
  }
  result.report = std::move(run).report();
  return result;
}

Rendering fill_form(const FormFilling& filling, const std::optional<Output>& output, KindLibrary& kinds,
                    FontSource& fonts) {
  return Filler(filling, kinds, fonts).run(output);
}

}  // namespace gongwen::engine
