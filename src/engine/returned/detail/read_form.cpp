#include "engine/returned/detail/read_form.h"

#include "base/json.h"
#include "base/sha256.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/core/detail/field_words.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/render/detail/laid_out_fields.h"
#include "engine/returned/detail/carry_forward.h"
#include "engine/returned/detail/compare_print.h"
#include "engine/returned/detail/compare_word_print.h"
#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/judge_form.h"
#include "engine/returned/detail/printed_form.h"
#include "engine/returned/detail/shown_form.h"
#include "engine/returned/detail/word_form.h"
#include "intake/field_data.h"
#include "intake/file_reader.h"
#include "intake/given_values.h"
#include "intake/returned_file.h"
#include "intake/workbook_layout.h"
#include "resources/read_file.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

// Turns a returned file into checked data: finds the kind, separates forms, compares them with the
// forms sent out, makes data, checks it. Order in FormReader::run(): choose_kind() → values from print
// or Word → messages of the reader → data → carried forward from a former edition → corrections →
// check. After each step that changes the text of the data, the text is read again, since messages
// point into it.
namespace gongwen::engine {

namespace {

using diagnostics::Diagnostic;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using intake::FieldPlace;
using intake::Notice;

/// Reads one form.
class FormReader {
 public:
  FormReader(const std::string& path, intake::ReturnedFile file, const FormOptions& options, KindLibrary& kinds)
      : options_(options), kinds_(kinds), file_(std::move(file)) {
    form_.path = path;
    form_.type = file_.type;
    form_.stamp = file_.stamp;
    form_.saved = file_.saved;
    if (!file_.parts.empty()) form_.part = part_name(file_.parts.front());
    name_ = form_name(form_);
    shown_ = options.shown.empty() ? name_ : options.shown;
  }

  /// `early` are the messages about a file that could not be opened; null if it was opened.
  ReadForm run(const diagnostics::DiagnosticSink* early) {
    // The kind comes first: its schema and its labels are needed for all messages.
    choose_kind();
    form_.run = form_.compiled ? std::make_unique<Run>(form_.compiled) : std::make_unique<Run>();
    form_.run->obey(options_.render);
    form_.run->set_field_guide(field_guide(form_.compiled, true));
    if (early != nullptr) {
      for (const Diagnostic& diagnostic : early->diagnostics()) add_early(diagnostic);
    }
    // A printed form has no fields; they are read from its print first.
    if (options_.fonts != nullptr && is_print()) read_print();
    if (file_.type == intake::FileType::Docx) read_word_fields(file_, edition_);
    report_all(file_.notices);
    if (options_.kind.empty() && file_.stamp.kind.empty() && !form_.kind.empty()) {
      report(messages::IntakeKindByFields, form_.kind);
    }
    if (early == nullptr && is_readable()) read_data_of_kind();
    settle_warnings(options_.render, form_.document.get(), *form_.run);
    return std::move(form_);
  }

 private:
  diagnostics::DiagnosticSink& sink() { return form_.run->sink(); }
  const schema::Schema* schema() const { return edition_ && edition_->schema ? &*edition_->schema : nullptr; }

  /// A file that is too large is an error of that file, not of the environment.
  void add_early(const Diagnostic& diagnostic) {
    if (diagnostic.id != messages::ResourcesTooLarge) {
      sink().add(diagnostic);
      return;
    }
    const std::string most = std::to_string(intake::IntakeLimits{}.max_bytes >> 20);
    const BilingualWords reason = texts::EngineTooLarge.pair(most);
    report(messages::IntakeLimit, reason.english, reason.chinese);
  }

  /// The requested kind, otherwise that of the stamp, of the fields, of the places, of the print.
  void choose_kind() {
    form_.kind = options_.kind.empty() ? file_.stamp.kind : kinds_.name_of(options_.kind).value_or(options_.kind);
    if (form_.kind.empty()) form_.kind = kind_by_fields(file_, kinds_);
    if (form_.kind.empty()) form_.kind = kind_by_word_fields(file_, kinds_);
    // Places and print can be compared only with pages, which need fonts.
    if (options_.fonts == nullptr) return find_compiled();
    if (form_.kind.empty() && has_places()) form_.kind = kind_by_places(file_, kinds_, *options_.fonts);
    if (form_.kind.empty() && is_print()) form_.kind = kind_by_print(file_, kinds_, *options_.fonts);
    find_compiled();
  }

  void find_compiled() {
    if (!form_.kind.empty()) form_.compiled = kinds_.get(form_.kind);
    // The present kind by name, then the edition that the stamp of the file names.
    edition_ = form_.compiled;
    if (!form_.compiled || !form_.compiled->manifest) return;
    form_.kind = form_.compiled->manifest->info.name;  // without an edition
    if (auto former = kinds_.former_edition(*form_.compiled, file_.stamp)) edition_ = std::move(former);
  }

  /// Whether the form is read by another definition than the present one.
  bool is_former() const { return edition_ != form_.compiled; }

  /// Whether the form has anything from which to make data; if not, that has been reported.
  bool is_readable() const {
    return !file_.attached_json.empty() || !file_.fields.empty() || !file_.loose_cells.empty() ||
           !file_.foreign_fields.empty() || is_blank_form();
  }

  /// Whether the file has no fields, but pages that may be a printed form.
  bool is_print() const {
    return file_.type == intake::FileType::Pdf && file_.fields.empty() && file_.blanks.empty() && !has_places() &&
           std::any_of(file_.pages.begin(), file_.pages.end(),
                       [](const intake::FormPage& page) { return !page.texts.empty(); });
  }

  /// Reads a printed or flattened form by the places of the form.
  void read_print() {
    if (!form_.compiled) return;
    is_printed_ = read_printed(file_, {edition_, kinds_, *options_.fonts, base_json(), true});
  }

  /// Whether the pages have places to be filled in, with any names.
  bool has_places() const {
    return std::any_of(file_.pages.begin(), file_.pages.end(),
                       [](const intake::FormPage& page) { return !page.widgets.empty(); });
  }

  /// Whether the file is a form without values, rather than a file that cannot be read.
  bool is_blank_form() const {
    if (file_.type == intake::FileType::Json) return false;
    for (const Notice& notice : file_.notices) {
      // A file that could not be read has an error that does not concern a field; a blank form has none.
      const bool failure =
          !notice.of_field && diagnostics::catalogue_entry(notice.id).severity == diagnostics::Severity::Error;
      if (failure) return false;
    }
    return true;
  }

  /// Messages that differ only in their field; if there are many, all but the first few become one.
  static bool is_told_together(DiagnosticId id) {
    constexpr DiagnosticId kTogether[] = {messages::IntakeLostName, messages::IntakeUnknownField,
                                          messages::IntakeByLabel,  messages::IntakeGuessedEncoding,
                                          messages::IntakeByPlace,  messages::IntakeFormula,
                                          messages::IntakeRedrawn};
    return std::find(std::begin(kTogether), std::end(kTogether), id) != std::end(kTogether);
  }

  /// Messages that list their fields.
  static constexpr DiagnosticId kListed[] = {messages::IntakeNotDrawn, messages::IntakeNotCompared};
  static bool is_listed(DiagnosticId id) {
    return std::find(std::begin(kListed), std::end(kListed), id) != std::end(kListed);
  }
  /// One message with the titles of all its fields.
  void report_listed(DiagnosticId id, const std::vector<Notice>& notices) {
    std::vector<const Notice*> fields;
    for (const Notice& notice : notices) {
      if (notice.id == id) fields.push_back(&notice);
    }
    if (fields.empty()) return;
    const BilingualWords titles = titles_of(fields, 0);
    report(id, fields.size(), titles.english, titles.chinese);
  }

  /// Whether the message must wait: foreign fields may turn out to be in places of the form.
  bool is_left_for_comparison(const Notice& notice) const {
    return notice.id == messages::IntakeForeignFields && options_.fonts != nullptr && will_be_compared();
  }
  bool will_be_compared() const {
    return has_places() && edition_ && edition_->usable && blank_form(edition_, file_.type);
  }

  /// Reports notices in order, with groups of similar ones shortened.
  void report_all(const std::vector<Notice>& notices) {
    // Twenty fields with the same problem would hide all other messages: the first ones are reported in full, the rest
    // as a list of titles.
    std::map<std::string_view, std::vector<const Notice*>> alike;
    for (const Notice& notice : notices) {
      if (is_left_for_comparison(notice)) continue;
      if (is_told_together(notice.id)) alike[diagnostics::catalogue_entry(notice.id).id].push_back(&notice);
    }
    for (const DiagnosticId id : kListed) report_listed(id, notices);
    for (const Notice& notice : notices) {
      if (is_left_for_comparison(notice) || is_listed(notice.id)) continue;
      // The group is reported at the place of its first message, so that the order stays.
      const auto group = alike.find(diagnostics::catalogue_entry(notice.id).id);
      if (group == alike.end() || group->second.size() <= kMaxApart) {
        report(notice);
      } else if (group->second.front() == &notice) {
        report_together(group->second);
      }
    }
  }

  /// Reports notices at fields of a web page, with the labels of the page.
  void report_posted() {
    for (const Notice& notice : posted_notices_) {
      if (!notice.of_field || !form_.document) {
        report(notice);
        continue;
      }
      BilingualWords label = form_.run->field_guide()->label(notice.pointer);
      // The page may have no control for the field; the schema has its title.
      if (label.english.empty()) label = field_title(*schema(), notice.pointer);
      BilingualWords words = texts::EngineField.pair(label);
      std::vector<std::string> arguments{name_, std::move(words.english), std::move(words.chinese)};
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      Diagnostic diagnostic{notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}};
      place(diagnostic, notice.pointer);
      sink().add(std::move(diagnostic));
    }
  }

  /// Places the message at the value in the data, or at the object that should contain it.
  void place(Diagnostic& diagnostic, std::string_view pointer) const {
    auto value = form_.document->root().resolve(pointer);
    while (!value && !pointer.empty()) {
      // Upwards to the nearest value that exists; only its direct member can be named as missing.
      diagnostic.absent_member = pointer.substr(pointer.rfind('/') + 1);
      pointer = base::parent_pointer(pointer);
      value = form_.document->root().resolve(pointer);
      if (!value) diagnostic.absent_member.clear();
    }
    if (value) diagnostic.origin = value->origin();
  }

  static constexpr std::size_t kMaxApart = 4;

  /// The titles of up to ten fields from number `first` on.
  BilingualWords titles_of(const std::vector<const Notice*>& notices, std::size_t first) {
    constexpr std::size_t kMaxNamed = 10;
    BilingualWords titles;
    for (std::size_t i = first; i < std::min(notices.size(), first + kMaxNamed); ++i) {
      if (!titles.english.empty()) titles += texts::ListComma;
      titles += schema() != nullptr ? field_title(*schema(), notices[i]->pointer)
                                    : BilingualWords{notices[i]->pointer, notices[i]->pointer};
    }
    if (notices.size() - first > kMaxNamed) titles += texts::EngineMoreFields;
    return titles;
  }

  /// Reports the first few, and the titles of the others in one message.
  void report_together(const std::vector<const Notice*>& notices) {
    // One message less than the maximum, since the joint one also counts.
    for (std::size_t i = 0; i + 1 < kMaxApart; ++i) report(*notices[i]);
    const BilingualWords titles = titles_of(notices, kMaxApart - 1);
    report(messages::IntakeMoreAlike, notices.size() - (kMaxApart - 1), titles.english, titles.chinese);
  }

  void report(const Notice& notice) { report_notice(notice, name_, schema(), sink()); }

  template <typename... Arguments>
  void report(DiagnosticId id, const Arguments&... arguments) {
    sink().report(id, diagnostics::Origin{}, name_, arguments...);
  }

  /// Reads the data from its place: an attachment, cells of a data workbook, or fields.
  void read_data_of_kind() {
    if (form_.kind.empty()) return report(messages::IntakeKindUnknown);
    if (!form_.compiled) return report(messages::IntakeStrangeKind, form_.kind);
    if (!form_.compiled->usable) return;
    if (options_.no_other_kind && !form_.stamp.kind.empty() && form_.stamp.kind != form_.kind) {
      if (!kinds_.get(form_.stamp.kind)) return report(messages::IntakeStrangeKind, form_.stamp.kind);
      return report(messages::IntakeOtherForm, form_.stamp.kind, form_.kind);
    }
    report_edition();
    if (!file_.attached_json.empty()) {
      form_.json = file_.attached_json;
    } else if (file_.is_data_workbook) {
      BookData data = data_of_cells(file_, form_.path, *edition_, sink());
      form_.json = std::move(data.json);
      cells_ = std::move(data.places);
    } else {
      make_data();
    }
    // A blank form is not checked, since all values would be missing.
    if (form_.is_blank && options_.check && !options_.is_posted) return form_.json.clear();
    if (is_former()) carry();
    read_given();
    // Corrections change the text of the data, so it is read again.
    if (options_.amend && form_.given) {
      options_.amend(form_);
      read_given();
    }
    if (options_.check) {
      check();
    } else {
      parse();
    }
    report_posted();
    form_.json = form_.document ? schema::write_changes(form_.json, form_.run->changes()) : std::string();
  }

  /// From here on everything concerns the present edition.
  void carry() {
    const auto former = std::exchange(edition_, form_.compiled);
    read_given();
    if (!form_.given) return;
    CarriedData carried = carry_forward(form_.given->root(), *former, *form_.compiled);
    form_.json = std::move(carried.json);
    carry_keys(places_);
    carry_keys(cells_);
    report_carried(carried, name_, *former, *form_.compiled, sink());
  }

  /// Places in the returned file are found by the present pointers of their values.
  template <typename Places>
  void carry_keys(Places& places) {
    Places carried;
    for (auto& [pointer, place] : places) {
      carried.emplace(carried_pointer(pointer, *form_.compiled), std::move(place));
    }
    places = std::move(carried);
  }

  /// Parses without messages; errors are reported when the data is checked.
  void read_given() {
    diagnostics::DiagnosticSink ignored;
    const diagnostics::SourceId source = form_.run->sources().add(shown_, form_.json);
    auto read =
        data::read_json(source, form_.run->sources().source_text(source), json_limits(options_.render.limits), ignored);
    if (!read) return;
    form_.given = std::make_shared<const data::Document>(*std::move(read));
  }

  /// Tests differences from the gravest to the smallest.
  void report_edition() {
    // Only the gravest difference is reported: another kind, another edition, or the same edition with another
    // definition.
    const KindInfo& info = form_.compiled->manifest->info;
    if (is_former()) {
      report(messages::IntakeFormerEdition, edition_->manifest->info.version, info.version);
    } else if (!form_.stamp.kind.empty() && form_.stamp.kind != form_.kind) {
      report(messages::IntakeOtherKind, form_.stamp.kind, form_.kind);
    } else if (!form_.stamp.edition.empty() && form_.stamp.edition != info.version) {
      report(messages::IntakeOldEdition, form_.stamp.edition, info.version);
    } else if (!form_.stamp.hash.empty() && !has_definition(*form_.compiled, form_.stamp.hash)) {
      report(messages::IntakeOtherDefinition, info.version);
    }
  }

  /// The more is known about the form, the more strictly it is judged.
  void make_data() {
    bool same_edition = form_.stamp.kind == form_.kind && form_.stamp.edition == edition_->manifest->info.version;
    bool same_definition = same_edition && has_definition(*edition_, form_.stamp.hash);
    const bool has_widgets = has_places();
    if (options_.fonts != nullptr && has_widgets) {
      // A form with replaced texts has other print.
      const bool prints_the_same = form_.stamp.texts == own_texts_hash(*edition_);
      const bool is_same_form = compare((same_definition || form_.stamp.hash.empty()) && prints_the_same);
      // Without a stamp, the pages identify the form.
      same_edition = same_edition || (form_.stamp.hash.empty() && is_same_form);
      same_definition = same_definition || (form_.stamp.hash.empty() && is_same_form);
    }
    // The pages are those of this edition, even if the stamp names another.
    same_definition = same_definition || is_printed_;
    if (has_widgets && file_.fields.empty() && file_.blanks.empty()) return report(messages::IntakeNoOwnFields);
    if (file_.type == intake::FileType::Xlsx && !options_.is_posted) {
      compare_with_blank(same_definition || form_.stamp.edition.empty());
    }
    // Values that the form could not show are needed before the fields are judged: together they are the data that was
    // sent out.
    find_lost_given();
    JudgedForm judged = judge_form(file_, edition_, same_edition, same_definition, options_.is_posted, base_json());
    form_.json = std::move(judged.data.json);
    places_ = std::move(judged.data.places);
    std::vector<Notice> notices = std::move(judged.notices);
    for (Notice& notice : judged.data.notices) {
      // The schema reports a wrong type when the data is checked.
      if (notice.id != messages::IntakeNotAValue || !options_.check) notices.push_back(std::move(notice));
    }
    if (options_.is_posted) {
      std::erase_if(notices, [](const Notice& notice) { return notice.id == messages::IntakeStruckOut; });
      posted_notices_ = std::move(notices);
    } else {
      report_all(notices);
    }
    if (!file_.unlisted_texts.empty() && options_.fonts != nullptr) {
      report_all(compare_word_print(file_, edition_, form_.json, kinds_, *options_.fonts));
    }
    form_.is_blank = judged.is_blank;
    if (form_.is_blank && !options_.is_posted) {
      report(options_.check ? messages::IntakeNothingFilledIn : messages::IntakeBlankForm);
    }
  }

  /// Restores the data that the form carried besides its fields and has lost, if the data from which the form was made
  /// is at hand; reports the loss otherwise.
  void find_lost_given() {
    if (form_.stamp.given.empty() || !file_.given.empty()) return;
    // The stamp has only the hash of the given data. If the data at hand (none, or that named by the caller) has this
    // hash, it is the lost data.
    const std::string nothing = "{}";
    for (const std::string* const json : {&nothing, &base_json()}) {
      if (json->empty() || given_hash(*json) != form_.stamp.given) continue;
      if (const auto form = show_form(edition_, file_.type, *json)) file_.given = form->given;
      return;
    }
    report(messages::IntakeGivenLost);
  }

  /// Whether the fields are where the form has them. Changes are reported. `same_print`: the file does not state
  /// another edition or other texts.
  bool compare(bool same_print) {
    const ComparedForm found = compare_form(file_, {edition_, kinds_, *options_.fonts, base_json(), same_print});
    report_foreign(found.notices);
    report_all(found.notices);
    file_.notices.insert(file_.notices.end(), found.notices.begin(), found.notices.end());
    return found.is_same_form;
  }

  /// Foreign fields are reported only if none of them could be read by its place.
  void report_foreign(const std::vector<Notice>& found) {
    const bool is_read = std::any_of(found.begin(), found.end(),
                                     [](const Notice& notice) { return notice.id == messages::IntakeByPlace; });
    for (const Notice& notice : file_.notices) {
      if (notice.id == messages::IntakeForeignFields && !is_read) report(notice);
    }
  }

  /// The data from which the form was made, as JSON; empty if unknown.
  const std::string& base_json() {
    // Read once; without a base the text stays empty.
    if (options_.base == nullptr || base_json_) return base_json_ ? *base_json_ : base_json_.emplace();
    const auto read = parse_data(*options_.base, *edition_, options_.render, *form_.run);
    base_json_.emplace();
    if (read) data::append_value_json(*base_json_, read->root());
    return *base_json_;
  }

  /// Compares the workbook with the blank form. `may_be_it`: the workbook does not state that it is another form.
  void compare_with_blank(bool may_be_it) {
    // A workbook of another edition differs from the blank form anyway.
    if (!file_.is_unnamed && !may_be_it) return;
    const std::shared_ptr<const intake::WorkbookLayout> layout = blank_layout(edition_);
    if (!layout) {
      if (file_.is_unnamed) report(messages::IntakeNoNames);
      return;
    }
    // Only notices of this comparison are filtered and reported below. With the layout of the blank workbook, cells are
    // found by their labels if the names are gone, and texts outside the fields can be distinguished from the form's
    // own.
    const std::size_t before = file_.notices.size();
    if (file_.is_unnamed) {
      intake::read_copied_form(*layout, file_);
    } else {
      if (!file_.says_labels) intake::read_choices(*layout, file_);
      intake::report_other_cells(*layout, file_);
    }
    std::vector<Notice> found(file_.notices.begin() + static_cast<std::ptrdiff_t>(before), file_.notices.end());
    const bool has_texts = std::any_of(found.begin(), found.end(), [](const Notice& notice) {
      return notice.id == messages::IntakeTextBeside || notice.id == messages::IntakePrintMissing;
    });
    // Some printed sentences contain values, so the form is made with the values, and with the data that it carries
    // besides.
    if (has_texts) {
      intake::FieldData data = intake::data_from_fields(file_.fields, *schema(), form_.kind);
      intake::restore_given(data, file_.given);
      if (const auto of_data = layout_of(edition_, data.json)) intake::drop_printed(*of_data, *layout, found);
    }
    report_all(found);
  }

  /// Parses without checks.
  void parse() {
    const auto source = read_source({shown_, form_.json}, *form_.run);
    if (!source) return;
    form_.run->mark_data(*source);
    auto read = data::read_json(*source, form_.run->sources().source_text(*source), json_limits(options_.render.limits),
                                sink());
    if (!read) return;
    // Data without checks is normalised like checked data.
    schema::NormalValues normal = make_normal(*std::move(read), *form_.compiled, options_.render, *form_.run);
    form_.document = std::make_shared<const data::Document>(std::move(normal.document));
    form_.run->documents().add(form_.document);
  }

  /// Checks the data; messages get notes with the place in the form.
  void check() {
    const std::size_t before = sink().diagnostics().size();
    form_.document = read_data({shown_, form_.json}, *form_.compiled, options_.render, *form_.run);
    if (!form_.document) return;
    report_fixed_texts(*form_.document, *form_.compiled, *form_.run);
    sink().add_notes(before, [this](const Diagnostic& diagnostic) { return place_notes(diagnostic); });
  }

  /// Notes with the place of a value in the form, or the place where it should be.
  std::vector<diagnostics::Note> place_notes(const Diagnostic& diagnostic) const {
    if (diagnostic.id == messages::DataMissingName) return blank_notes(missing_field(diagnostic, *form_.document));
    const diagnostics::DataPlace place = diagnostic.origin.data_place;
    if (place.source != form_.document->source() || place.node >= form_.document->node_count()) return {};
    std::string pointer = data::Value(*form_.document, place.node).pointer();
    if (!diagnostic.absent_member.empty()) base::append_pointer_token(pointer, diagnostic.absent_member);
    // Values of a data workbook come from cells, all others from places of a form.
    if (const auto cell = cells_.find(pointer); cell != cells_.end()) return cell_note(pointer, cell->second);
    const auto found = places_.find(pointer);
    if (found == places_.end()) return {};
    BilingualWords words = field_words(schema(), pointer, found->second);
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  /// The place of a field that was left blank, if the form has it.
  std::vector<diagnostics::Note> blank_notes(const std::string& pointer) const {
    const auto blank = std::find_if(file_.blanks.begin(), file_.blanks.end(),
                                    [&pointer](const intake::RawField& field) { return field.pointer == pointer; });
    if (pointer.empty() || blank == file_.blanks.end()) return {};
    BilingualWords words = field_words(schema(), pointer, blank->place);
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  /// `sheet!B3`
  std::vector<diagnostics::Note> cell_note(const std::string& pointer, const std::string& cell) const {
    const std::size_t mark = cell.rfind('!');
    if (mark == std::string::npos) return {};
    BilingualWords words = field_words(schema(), pointer, {0, cell.substr(0, mark), cell.substr(mark + 1)});
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  /// `4-6` for pages, or the name of a sheet.
  static std::string part_name(const intake::FormPart& part) {
    if (part.first_page == 0) return part.sheets.empty() ? std::string() : part.sheets.front();
    const std::string first = std::to_string(part.first_page);
    return part.last_page == part.first_page ? first : first + "-" + std::to_string(part.last_page);
  }

  const FormOptions& options_;
  KindLibrary& kinds_;
  ReadForm form_;
  /// The edition by whose definition the form is read; later the present one.
  std::shared_ptr<const CompiledKind> edition_;
  intake::ReturnedFile file_;
  std::vector<Notice> posted_notices_;
  bool is_printed_ = false;  // read by the places of the form
  std::optional<std::string> base_json_;
  std::string name_;   // of the form in messages
  std::string shown_;  // of its data
  std::map<std::string, FieldPlace, std::less<>> places_;
  data::CellPlaces cells_;  // of a data workbook
};

/// The kinds of the parts, each once.
std::set<std::string> names_of(const std::vector<KindOfPart>& parts) {
  std::set<std::string> names;
  for (const KindOfPart& part : parts) names.insert(part.kind);
  return names;
}

}  // namespace

std::string form_name(const ReadForm& form) { return form.part.empty() ? form.path : form.path + "#" + form.part; }

std::string data_file_of_part(const std::string& name, std::size_t index) {
  const std::string number = "-" + std::to_string(index + 1);
  const std::size_t ending = name.rfind(".json");
  return ending == std::string::npos ? name + number : name.substr(0, ending) + number + name.substr(ending);
}

/// Parts are separated before anything is read, so that no form can get values of another.
std::vector<ReadForm> read_forms(const std::string& path, const FormOptions& options, KindLibrary& kinds) {
  std::vector<ReadForm> forms;
  diagnostics::DiagnosticSink early;
  const auto bytes = options.bytes != nullptr ? base::Expected<std::string>(*options.bytes)
                                              : resources::read_bytes(path, {intake::IntakeLimits{}.max_bytes}, early);
  if (!bytes) {
    forms.push_back(FormReader(path, {}, options, kinds).run(&early));
    return forms;
  }
  intake::IntakeOptions intake;
  intake.word = intake::WordFiles::Read;
  // Cells without names are read by their headings only if the caller wants that.
  if (options.by_label) intake.unnamed = intake::UnnamedCells::Collect;
  intake::ReturnedFile read = kinds.file_reader().read(*bytes, intake);
  // Signatures concern the file as a whole, so they are judged before forms are separated.
  const std::vector<FormSignature> signatures = note_signatures(*bytes, kinds, read);
  std::vector<KindOfPart> kinds_of_parts;
  if (options.fonts != nullptr) kinds_of_parts = find_form_parts(read, options.kind, kinds, *options.fonts);
  std::vector<intake::ReturnedFile> files = intake::separate_forms(std::move(read));
  const std::size_t count = files.size();
  for (std::size_t i = 0; i < kinds_of_parts.size(); ++i) {
    // A part of another kind than the stamp says gets its own stamp, without edition.
    if (files[i].stamp.kind != kinds_of_parts[i].kind) files[i].stamp = {kinds_of_parts[i].kind, {}, {}};
  }
  const std::string hash = options.render.hashes ? base::sha256(*bytes) : std::string();
  for (std::size_t i = 0; i < count; ++i) {
    FormOptions own = options;
    // With a given kind, a part of another kind must not be read as the given one.
    own.no_other_kind = own.no_other_kind || (!own.kind.empty() && !kinds_of_parts.empty());
    if (count > 1 && !own.shown.empty()) own.shown = data_file_of_part(options.shown, i);
    forms.push_back(FormReader(path, std::move(files[i]), own, kinds).run(nullptr));
    forms.back().signatures = signatures;
    forms.back().size = bytes->size();
    forms.back().sha256 = hash;
  }
  const std::set<std::string> names = names_of(kinds_of_parts);
  if (names.size() > 1) {
    const diagnostics::TextPair words = words_of(kinds_of_parts);
    forms.front().run->sink().report(messages::IntakeSeveralKinds, diagnostics::Origin{}, path, words.english,
                                     words.chinese);
  } else if (count > 1) {
    forms.front().run->sink().report(messages::IntakeSeveralForms, diagnostics::Origin{}, path, count);
  }
  return forms;
}

/// An archive that cannot be opened, as a form without data that carries the messages.
ReadForm unread_archive(const std::string& path, const std::vector<Notice>& notices) {
  ReadForm form;
  form.path = path;
  form.run = std::make_unique<Run>();
  for (const Notice& notice : notices) report_notice(notice, path, nullptr, form.run->sink());
  return form;
}

/// A page has no file: `file` already has everything.
ReadForm read_posted_form(intake::ReturnedFile file, const FormOptions& options, KindLibrary& kinds) {
  return FormReader(options.shown, std::move(file), options, kinds).run(nullptr);
}

}  // namespace gongwen::engine
