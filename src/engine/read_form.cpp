#include "engine/read_form.h"

#include "base/json_pointer.h"
#include "data/read_json.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/data_book.h"
#include "engine/definition_hash.h"
#include "engine/field_words.h"
#include "engine/limits.h"
#include "engine/read_data.h"
#include "engine/read_source.h"
#include "intake/field_data.h"
#include "intake/given_values.h"
#include "intake/read_returned.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

using diagnostics::Diagnostic;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using intake::FieldPlace;
using intake::Notice;

class FormReader {
 public:
  FormReader(const std::string& path, const FormOptions& options, KindLibrary& kinds)
      : options_(options), kinds_(kinds) {
    form_.path = path;
  }

  ReadForm run() {
    diagnostics::DiagnosticSink early;
    const auto bytes = resources::read_bytes(form_.path, {intake::IntakeLimits{}.most_bytes}, early);
    if (bytes) {
      intake::IntakeOptions intake;
      if (options_.by_label) intake.unnamed = intake::UnnamedCells::Collect;
      file_ = intake::read_returned(*bytes, intake);
      form_.type = file_.type;
      form_.stamp = file_.stamp;
    }
    choose_kind();
    form_.run = form_.compiled ? std::make_unique<Run>(form_.compiled) : std::make_unique<Run>();
    for (const Diagnostic& diagnostic : early.diagnostics()) sink().add(diagnostic);
    for (const Notice& notice : file_.notices) tell(notice);
    if (bytes && is_readable()) read_data_of_kind();
    if (options_.render.strict) sink().promote_warnings();
    return std::move(form_);
  }

 private:
  diagnostics::DiagnosticSink& sink() { return form_.run->sink(); }
  const data::Schema* schema() const {
    return form_.compiled && form_.compiled->schema ? &*form_.compiled->schema : nullptr;
  }

  void choose_kind() {
    form_.kind = options_.kind.empty() ? file_.stamp.kind : kinds_.name_of(options_.kind).value_or(options_.kind);
    if (!form_.kind.empty()) form_.compiled = kinds_.get(form_.kind);
  }

  /// Whether there is anything to make data of. A file that is none has been told.
  bool is_readable() const {
    return !file_.attached_json.empty() || !file_.fields.empty() || !file_.loose_cells.empty() || is_blank_form();
  }

  /// A form that nobody has filled in has no values, but is a form.
  bool is_blank_form() const {
    if (file_.type == intake::FileType::Json) return false;
    for (const Notice& notice : file_.notices) {
      const bool failure =
          !notice.of_field && diagnostics::catalogue_entry(notice.id).severity == diagnostics::Severity::Error;
      if (failure) return false;
    }
    return true;
  }

  void tell(const Notice& notice) { tell_notice(notice, form_.path, schema(), sink()); }

  template <typename... Arguments>
  void report(DiagnosticId id, const Arguments&... arguments) {
    sink().report(id, diagnostics::Origin{}, form_.path, arguments...);
  }

  void read_data_of_kind() {
    if (form_.kind.empty()) return report(messages::IntakeKindUnknown);
    if (!form_.compiled) return report(messages::IntakeStrangeKind, form_.kind);
    if (!form_.compiled->usable) return;
    if (options_.no_other_kind && !form_.stamp.kind.empty() && form_.stamp.kind != form_.kind) {
      return report(messages::IntakeOtherForm, form_.stamp.kind, form_.kind);
    }
    tell_edition();
    if (!file_.attached_json.empty()) {
      form_.json = file_.attached_json;
    } else if (file_.is_data_workbook) {
      BookData data = data_of_cells(file_, form_.path, *form_.compiled, sink());
      form_.json = std::move(data.json);
      cells_ = std::move(data.places);
    } else {
      make_data();
    }
    if (options_.check) {
      check();
    } else {
      parse();
    }
    if (!form_.document) form_.json.clear();
  }

  void tell_edition() {
    const KindInfo& info = form_.compiled->manifest->info;
    if (!form_.stamp.kind.empty() && form_.stamp.kind != form_.kind) {
      report(messages::IntakeOtherKind, form_.stamp.kind, form_.kind);
    } else if (!form_.stamp.edition.empty() && form_.stamp.edition != info.version) {
      report(messages::IntakeOldEdition, form_.stamp.edition, info.version);
    } else if (!form_.stamp.hash.empty() && form_.stamp.hash != definition_hash(form_.compiled->files)) {
      report(messages::IntakeOtherDefinition, info.version);
    }
  }

  void make_data() {
    if (!file_.loose_cells.empty()) {
      std::vector<Notice> found;
      file_.fields = intake::fields_by_label(file_, *schema(), found);
      for (const Notice& notice : found) tell(notice);
    }
    intake::FieldData data = intake::data_from_fields(file_.fields, *schema(), form_.kind);
    intake::restore_given(data, file_.given);
    form_.json = std::move(data.json);
    places_ = std::move(data.places);
    for (const Notice& notice : data.notices) {
      // What is not of its type is told by the schema when it is asked.
      if (notice.id != diagnostics::messages::IntakeNotAValue || !options_.check) tell(notice);
    }
  }

  void parse() {
    const auto source = read_source({options_.shown, form_.json}, *form_.run);
    if (!source) return;
    form_.run->mark_data(*source);
    auto read = data::read_json(*source, form_.run->sources().source_text(*source), json_limits(options_.render.limits),
                                sink());
    if (!read) return;
    form_.document = std::make_shared<const data::Document>(*std::move(read));
    form_.run->documents().add(form_.document);
  }

  void check() {
    const std::size_t before = sink().diagnostics().size();
    form_.document = read_data({options_.shown, form_.json}, *form_.compiled, options_.render, *form_.run);
    if (!form_.document) return;
    sink().add_notes(before, [this](const Diagnostic& diagnostic) { return place_notes(diagnostic); });
  }

  /// Where in the form the value is that a message speaks of. What is missing has no place; its title is in the
  /// message.
  std::vector<diagnostics::Note> place_notes(const Diagnostic& diagnostic) const {
    const diagnostics::DataPlace place = diagnostic.origin.data_place;
    if (place.source != form_.document->source() || place.node >= form_.document->node_count()) return {};
    const std::string pointer = data::Value(*form_.document, place.node).pointer();
    if (const auto cell = cells_.find(pointer); cell != cells_.end()) return cell_note(pointer, cell->second);
    const auto found = places_.find(pointer);
    if (found == places_.end()) return {};
    BilingualWords words = field_words(schema(), pointer, found->second);
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  std::vector<diagnostics::Note> cell_note(const std::string& pointer, const std::string& cell) const {
    const std::size_t mark = cell.rfind('!');
    if (mark == std::string::npos) return {};
    BilingualWords words = field_words(schema(), pointer, {0, cell.substr(0, mark), cell.substr(mark + 1)});
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  const FormOptions& options_;
  KindLibrary& kinds_;
  ReadForm form_;
  intake::ReturnedFile file_;
  std::map<std::string, FieldPlace, std::less<>> places_;
  data::CellPlaces cells_;  // of a data workbook
};

}  // namespace

ReadForm read_form(const std::string& path, const FormOptions& options, KindLibrary& kinds) {
  return FormReader(path, options, kinds).run();
}

}  // namespace gongwen::engine
