#include "engine/returned/detail/read_form.h"

#include "base/file_path.h"
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
#include "engine/returned/detail/compare_print.h"
#include "engine/returned/detail/form_parts.h"
#include "engine/returned/detail/judge_form.h"
#include "engine/returned/detail/printed_form.h"
#include "engine/returned/detail/shown_form.h"
#include "intake/field_data.h"
#include "intake/file_reader.h"
#include "intake/given_values.h"
#include "intake/returned_file.h"
#include "intake/workbook_layout.h"
#include "resources/atomic_file.h"
#include "resources/read_file.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace gongwen::engine {
namespace {

std::string data_name(const std::string& path) {
  if (path == "-") return "stdin";
  if (path.empty()) return "form";
  return std::string(base::file_name(path));
}

std::string returned_stem(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

/// The name, or another one where a file of that name is to be written already.
std::string free_name(std::string name, std::set<std::string>& taken) {
  while (!taken.insert(name).second) name = data_file_of_part(name, 0);
  return name;
}

/// Files are read ahead by as many threads as there are cores, max kMaxThreads, and taken in their order. Where no
/// thread can be started the one that takes them reads them.
class FormsAhead {
 public:
  using Read = std::function<std::vector<ReadForm>(std::size_t)>;

  FormsAhead(std::size_t count, Read read)
      : read_(std::move(read)),
        max_threads_(std::min<std::size_t>(std::clamp(std::thread::hardware_concurrency(), 1U, kMaxThreads), count)),
        files_(count) {
    try {
      while (threads_.size() < max_threads_) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {  // fewer then
    }
  }
  FormsAhead(const FormsAhead&) = delete;
  FormsAhead& operator=(const FormsAhead&) = delete;
  ~FormsAhead() {
    {
      const std::lock_guard lock(mutex_);
      files_.resize(taken_);  // no further ones
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  /// The next file. Passes on what reading it throws.
  std::vector<ReadForm> take() {
    if (threads_.empty()) return read_(taken_++);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return files_[taken_].is_read; });
    File file = std::move(files_[taken_++]);
    lock.unlock();
    changed_.notify_all();
    if (file.error) std::rethrow_exception(file.error);
    return std::move(file.forms);
  }

 private:
  static constexpr unsigned kMaxThreads = 8;  // each has a reader of foreign files for itself

  struct File {
    bool is_read = false;
    std::vector<ReadForm> forms;
    std::exception_ptr error;
  };

  /// Two files a thread may have been read and not been taken, so that none waits for a slow one.
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return next_ >= files_.size() || next_ < taken_ + 2 * max_threads_; });
      if (next_ >= files_.size()) return;
      const std::size_t index = next_++;
      lock.unlock();
      File file = read_file(index);
      lock.lock();
      if (index >= files_.size()) return;
      files_[index] = std::move(file);
      changed_.notify_all();
    }
  }

  File read_file(std::size_t index) const {
    File file;
    file.is_read = true;
    try {
      file.forms = read_(index);
    } catch (...) {
      file.error = std::current_exception();
    }
    return file;
  }

  const Read read_;
  const std::size_t max_threads_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::vector<File> files_;
  std::size_t next_ = 0;   // to be read
  std::size_t taken_ = 0;  // so many
  std::vector<std::thread> threads_;
};

/// A file to be read, or an archive that cannot be opened.
struct OpenedSource {
  std::string path;
  std::optional<std::string> bytes;
  std::vector<intake::Notice> failures = {};
};

/// Archives and mails stand for the files in them.
std::vector<OpenedSource> open_sources(const std::vector<FormSource>& sources, KindLibrary& kinds, Run& run) {
  std::vector<OpenedSource> opened;
  for (const FormSource& source : sources) {
    run.sink().go_on_now();
    diagnostics::DiagnosticSink ignored;  // reported when the file is read
    std::optional<std::string> bytes = source.bytes;
    if (!bytes) {
      if (auto read = resources::read_bytes(source.path, {intake::IntakeLimits{}.max_bytes}, ignored)) {
        bytes = *std::move(read);
      }
    }
    auto archive = bytes ? kinds.file_reader().unpack(*bytes, {}, run.sink().stop_check()) : std::nullopt;
    if (!archive) {
      // What comes through a pipe is read once; of others the bytes are not kept until their turn comes.
      const bool may_be_read_again = !source.bytes && source.path != "-";
      if (may_be_read_again) bytes.reset();
      opened.push_back({source.path, std::move(bytes)});
      continue;
    }
    if (!archive->notices.empty()) opened.push_back({source.path, std::nullopt, archive->notices});
    for (intake::ArchivedFile& file : archive->files) {
      opened.push_back({base::join_path(source.path, file.name), std::move(file.bytes)});
    }
  }
  return opened;
}

}  // namespace

std::vector<std::string> data_file_names(const std::vector<std::string>& files) {
  std::map<std::string, std::size_t> uses;
  for (const std::string& file : files) ++uses[returned_stem(data_name(file))];
  std::map<std::string, std::size_t> given;
  std::vector<std::string> names;
  for (const std::string& file : files) {
    const std::string name = data_name(file);
    std::string chosen = uses[returned_stem(name)] == 1 ? returned_stem(name) : name;
    // The same name from two folders.
    if (const std::size_t count = given[chosen]++; count > 0) chosen += "-" + std::to_string(count + 1);
    names.push_back(chosen + ".json");
  }
  return names;
}

Extraction extract(const std::vector<FormSource>& sources, const ExtractOptions& options, KindLibrary& kinds,
                   FontSource& fonts) {
  Extraction result;
  std::vector<Report> reports;
  Run all;  // reports a stop
  all.obey(options.render);
  std::vector<OpenedSource> opened;
  if (!all.attempt([&] {
        opened = open_sources(sources, kinds, all);
        return true;
      })) {
    result.report = std::move(all).report();
    return result;
  }
  std::vector<std::string> files;
  files.reserve(opened.size());
  for (const OpenedSource& source : opened) files.push_back(source.path);
  const std::vector<std::string> names = data_file_names(files);
  const std::string folder = base::as_folder(options.folder);
  std::set<std::string> taken(names.begin(), names.end());
  FormsAhead ahead(files.size(), [&](std::size_t i) {
    if (!opened[i].failures.empty()) {
      std::vector<ReadForm> unread;
      unread.push_back(unread_archive(files[i], opened[i].failures));
      return unread;
    }
    FormOptions form_options;
    form_options.fonts = &fonts;
    form_options.kind = options.kind;
    form_options.check = options.check;
    form_options.by_label = options.by_label;
    form_options.render = options.render;
    if (!options.base.is_blank()) form_options.base = &options.base;
    form_options.shown = folder.empty() ? "<" + files[i] + ">" : folder + names[i];
    form_options.bytes = opened[i].bytes ? &*opened[i].bytes : nullptr;
    return read_forms(files[i], form_options, kinds);
  });
  const auto read_file = [&](std::size_t i) {
    all.sink().go_on_now();
    std::vector<ReadForm> forms = ahead.take();
    for (std::size_t number = 0; number < forms.size(); ++number) {
      ReadForm& form = forms[number];
      ExtractedFile file{files[i], form.part, form.kind, form.stamp.edition, std::move(form.json), {}, false, {}};
      const std::string name = forms.size() == 1 ? names[i] : free_name(data_file_of_part(names[i], number), taken);
      if (!file.json.empty() && !folder.empty() && resources::write_file(folder + name, file.json, form.run->sink())) {
        file.output = folder + name;
      }
      file.size = form.size;
      file.sha256 = std::move(form.sha256);
      if (options.render.hashes && !file.json.empty()) file.data_sha256 = base::sha256(file.json);
      file.signatures = std::move(form.signatures);
      file.ok = !form.run->sink().has_errors();
      result.files.push_back(std::move(file));
      reports.push_back(std::move(*form.run).report());
    }
    return true;
  };
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!all.attempt([&] { return read_file(i); })) break;
  }
  reports.push_back(std::move(all).report());
  result.report = merge_reports(std::move(reports));
  return result;
}

namespace {

using diagnostics::Diagnostic;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using intake::FieldPlace;
using intake::Notice;

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

  /// `early` is what was reported before the file could be looked at; null for a file that could be.
  ReadForm run(const diagnostics::DiagnosticSink* early) {
    choose_kind();
    form_.run = form_.compiled ? std::make_unique<Run>(form_.compiled) : std::make_unique<Run>();
    form_.run->obey(options_.render);
    form_.run->set_field_guide(field_guide(form_.compiled, true));
    if (early != nullptr) {
      for (const Diagnostic& diagnostic : early->diagnostics()) add_early(diagnostic);
    }
    if (options_.fonts != nullptr && is_print()) read_print();
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
  const schema::Schema* schema() const {
    return form_.compiled && form_.compiled->schema ? &*form_.compiled->schema : nullptr;
  }

  /// A file that is too large concerns that person only, not the environment.
  void add_early(const Diagnostic& diagnostic) {
    if (diagnostic.id != messages::ResourcesTooLarge) {
      sink().add(diagnostic);
      return;
    }
    const std::string most = std::to_string(intake::IntakeLimits{}.max_bytes >> 20);
    const BilingualWords reason = texts::EngineTooLarge.pair(most);
    report(messages::IntakeLimit, reason.english, reason.chinese);
  }

  void choose_kind() {
    form_.kind = options_.kind.empty() ? file_.stamp.kind : kinds_.name_of(options_.kind).value_or(options_.kind);
    if (form_.kind.empty()) form_.kind = kind_by_fields(file_, kinds_);
    if (options_.fonts == nullptr) return find_compiled();
    if (form_.kind.empty() && has_places()) form_.kind = kind_by_places(file_, kinds_, *options_.fonts);
    if (form_.kind.empty() && is_print()) form_.kind = kind_by_print(file_, kinds_, *options_.fonts);
    find_compiled();
  }

  void find_compiled() {
    if (!form_.kind.empty()) form_.compiled = kinds_.get(form_.kind);
  }

  /// Whether there is anything to make data of. A file that is none has been reported.
  bool is_readable() const {
    return !file_.attached_json.empty() || !file_.fields.empty() || !file_.loose_cells.empty() || is_blank_form();
  }

  /// Whether it has no fields, and pages that may be those of a form.
  bool is_print() const {
    return file_.type == intake::FileType::Pdf && file_.fields.empty() && file_.blanks.empty() && !has_places() &&
           std::any_of(file_.pages.begin(), file_.pages.end(),
                       [](const intake::FormPage& page) { return !page.texts.empty(); });
  }

  /// A form that was printed or flattened is read by the places of the form.
  void read_print() {
    if (!form_.compiled) return;
    is_printed_ = read_printed(file_, {form_.compiled, kinds_, *options_.fonts, base_json(), true});
  }

  /// Whether the pages have places to fill in, whatever the fields are called.
  bool has_places() const {
    return std::any_of(file_.pages.begin(), file_.pages.end(),
                       [](const intake::FormPage& page) { return !page.widgets.empty(); });
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

  /// Messages that say nothing but which field they are about: of many, all but the first are one.
  static bool is_told_together(DiagnosticId id) {
    constexpr DiagnosticId kTogether[] = {messages::IntakeLostName, messages::IntakeUnknownField,
                                          messages::IntakeByLabel,  messages::IntakeGuessedEncoding,
                                          messages::IntakeByPlace,  messages::IntakeFormula,
                                          messages::IntakeRedrawn};
    return std::find(std::begin(kTogether), std::end(kTogether), id) != std::end(kTogether);
  }

  /// Messages with a list of the fields that they are about.
  static constexpr DiagnosticId kListed[] = {messages::IntakeNotDrawn, messages::IntakeNotCompared};
  static bool is_listed(DiagnosticId id) {
    return std::find(std::begin(kListed), std::end(kListed), id) != std::end(kListed);
  }
  void report_listed(DiagnosticId id, const std::vector<Notice>& notices) {
    std::vector<const Notice*> fields;
    for (const Notice& notice : notices) {
      if (notice.id == id) fields.push_back(&notice);
    }
    if (fields.empty()) return;
    const BilingualWords titles = titles_of(fields, 0);
    report(id, fields.size(), titles.english, titles.chinese);
  }

  /// Fields of other names may lie in the places of the form.
  bool is_left_for_comparison(const Notice& notice) const {
    return notice.id == messages::IntakeForeignFields && options_.fonts != nullptr && will_be_compared();
  }
  bool will_be_compared() const {
    return has_places() && form_.compiled && form_.compiled->usable && blank_form(form_.compiled, file_.type);
  }

  void report_all(const std::vector<Notice>& notices) {
    std::map<std::string_view, std::vector<const Notice*>> alike;
    for (const Notice& notice : notices) {
      if (is_left_for_comparison(notice)) continue;
      if (is_told_together(notice.id)) alike[diagnostics::catalogue_entry(notice.id).id].push_back(&notice);
    }
    for (const DiagnosticId id : kListed) report_listed(id, notices);
    for (const Notice& notice : notices) {
      if (is_left_for_comparison(notice) || is_listed(notice.id)) continue;
      const auto group = alike.find(diagnostics::catalogue_entry(notice.id).id);
      if (group == alike.end() || group->second.size() <= kMaxApart) {
        report(notice);
      } else if (group->second.front() == &notice) {
        report_together(group->second);
      }
    }
  }

  /// On a page each notice is at its field, in the words of the page.
  void report_posted() {
    for (const Notice& notice : posted_notices_) {
      if (!notice.of_field || !form_.document) {
        report(notice);
        continue;
      }
      BilingualWords label = form_.run->field_guide()->label(notice.pointer);
      if (label.english.empty()) label = field_title(*schema(), notice.pointer);
      BilingualWords words = texts::EngineField.pair(label);
      std::vector<std::string> arguments{name_, std::move(words.english), std::move(words.chinese)};
      arguments.insert(arguments.end(), notice.arguments.begin(), notice.arguments.end());
      Diagnostic diagnostic{notice.id, diagnostics::catalogue_entry(notice.id).severity, {}, std::move(arguments), {}};
      place(diagnostic, notice.pointer);
      sink().add(std::move(diagnostic));
    }
  }

  /// At the value in the data, or at what is around it.
  void place(Diagnostic& diagnostic, std::string_view pointer) const {
    auto value = form_.document->root().resolve(pointer);
    while (!value && !pointer.empty()) {
      diagnostic.absent_member = pointer.substr(pointer.rfind('/') + 1);
      pointer = base::parent_pointer(pointer);
      value = form_.document->root().resolve(pointer);
      if (!value) diagnostic.absent_member.clear();
    }
    if (value) diagnostic.origin = value->origin();
  }

  static constexpr std::size_t kMaxApart = 4;

  /// The titles of the fields, from one on, as many as people read.
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

  /// The first of them, and the titles of the others.
  void report_together(const std::vector<const Notice*>& notices) {
    for (std::size_t i = 0; i + 1 < kMaxApart; ++i) report(*notices[i]);
    const BilingualWords titles = titles_of(notices, kMaxApart - 1);
    report(messages::IntakeMoreAlike, notices.size() - (kMaxApart - 1), titles.english, titles.chinese);
  }

  void report(const Notice& notice) { report_notice(notice, name_, schema(), sink()); }

  template <typename... Arguments>
  void report(DiagnosticId id, const Arguments&... arguments) {
    sink().report(id, diagnostics::Origin{}, name_, arguments...);
  }

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
      BookData data = data_of_cells(file_, form_.path, *form_.compiled, sink());
      form_.json = std::move(data.json);
      cells_ = std::move(data.places);
    } else {
      make_data();
    }
    if (form_.is_blank && options_.check && !options_.is_posted) return form_.json.clear();
    read_given();
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

  /// Quietly: what is wrong with the data is reported when they are checked.
  void read_given() {
    diagnostics::DiagnosticSink ignored;
    const diagnostics::SourceId source = form_.run->sources().add(shown_, form_.json);
    auto read =
        data::read_json(source, form_.run->sources().source_text(source), json_limits(options_.render.limits), ignored);
    if (!read) return;
    form_.given = std::make_shared<const data::Document>(*std::move(read));
  }

  void report_edition() {
    const KindInfo& info = form_.compiled->manifest->info;
    if (!form_.stamp.kind.empty() && form_.stamp.kind != form_.kind) {
      report(messages::IntakeOtherKind, form_.stamp.kind, form_.kind);
    } else if (!form_.stamp.edition.empty() && form_.stamp.edition != info.version) {
      report(messages::IntakeOldEdition, form_.stamp.edition, info.version);
    } else if (!form_.stamp.hash.empty() && form_.stamp.hash != definition_hash(*form_.compiled)) {
      report(messages::IntakeOtherDefinition, info.version);
    }
  }

  void make_data() {
    bool same_edition = form_.stamp.kind == form_.kind && form_.stamp.edition == form_.compiled->manifest->info.version;
    bool same_definition = same_edition && form_.stamp.hash == definition_hash(*form_.compiled);
    const bool has_widgets = has_places();
    if (options_.fonts != nullptr && has_widgets) {
      // A form with own texts prints something else than one without.
      const bool prints_the_same = form_.stamp.texts == own_texts_hash(*form_.compiled);
      const bool is_same_form = compare((same_definition || form_.stamp.hash.empty()) && prints_the_same);
      // A form without a stamp is what its pages are.
      same_edition = same_edition || (form_.stamp.hash.empty() && is_same_form);
      same_definition = same_definition || (form_.stamp.hash.empty() && is_same_form);
    }
    // Its pages are those of this edition, whatever stamp is left.
    same_definition = same_definition || is_printed_;
    if (has_widgets && file_.fields.empty() && file_.blanks.empty()) return report(messages::IntakeNoOwnFields);
    if (file_.type == intake::FileType::Xlsx && !options_.is_posted) {
      compare_with_blank(same_definition || form_.stamp.edition.empty());
    }
    JudgedForm judged =
        judge_form(file_, form_.compiled, same_edition, same_definition, options_.is_posted, base_json());
    form_.json = std::move(judged.data.json);
    places_ = std::move(judged.data.places);
    std::vector<Notice> notices = std::move(judged.notices);
    for (Notice& notice : judged.data.notices) {
      // A wrong type is reported by the schema when the data is checked.
      if (notice.id != messages::IntakeNotAValue || !options_.check) notices.push_back(std::move(notice));
    }
    if (options_.is_posted) {
      std::erase_if(notices, [](const Notice& notice) { return notice.id == messages::IntakeStruckOut; });
      posted_notices_ = std::move(notices);
    } else {
      report_all(notices);
    }
    form_.is_blank = judged.is_blank;
    if (form_.is_blank && !options_.is_posted) {
      report(options_.check ? messages::IntakeNothingFilledIn : messages::IntakeBlankForm);
    }
  }

  /// Whether the places of the fields are those of the form. What was changed has been reported. `same_print`: the file
  /// does not say that it is of another edition, or that it has other texts.
  bool compare(bool same_print) {
    const ComparedForm found = compare_form(file_, {form_.compiled, kinds_, *options_.fonts, base_json(), same_print});
    report_foreign(found.notices);
    report_all(found.notices);
    file_.notices.insert(file_.notices.end(), found.notices.begin(), found.notices.end());
    return found.is_same_form;
  }

  /// What lies in the places of the form is read, and what is filled in elsewhere reported, one by one.
  void report_foreign(const std::vector<Notice>& found) {
    const bool is_read = std::any_of(found.begin(), found.end(),
                                     [](const Notice& notice) { return notice.id == messages::IntakeByPlace; });
    for (const Notice& notice : file_.notices) {
      if (notice.id == messages::IntakeForeignFields && !is_read) report(notice);
    }
  }

  /// The data that the form was made from; empty if they are not at hand.
  const std::string& base_json() {
    if (options_.base == nullptr || base_json_) return base_json_ ? *base_json_ : base_json_.emplace();
    const auto read = parse_data(*options_.base, *form_.compiled, options_.render, *form_.run);
    base_json_.emplace();
    if (read) data::append_value_json(*base_json_, read->root());
    return *base_json_;
  }

  /// Lays the blank form over the workbook. `may_be_it`: the workbook is of this form, as far as it says.
  void compare_with_blank(bool may_be_it) {
    if (!file_.is_unnamed && !may_be_it) return;
    const std::shared_ptr<const intake::WorkbookLayout> layout = blank_layout(form_.compiled);
    if (!layout) {
      if (file_.is_unnamed) report(messages::IntakeNoNames);
      return;
    }
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
    // Some sentences that a form prints name what was filled in.
    if (has_texts) {
      const std::string json = intake::data_from_fields(file_.fields, *schema(), form_.kind).json;
      if (const auto of_data = layout_of(form_.compiled, json)) intake::drop_printed(*of_data, *layout, found);
    }
    report_all(found);
  }

  void parse() {
    const auto source = read_source({shown_, form_.json}, *form_.run);
    if (!source) return;
    form_.run->mark_data(*source);
    auto read = data::read_json(*source, form_.run->sources().source_text(*source), json_limits(options_.render.limits),
                                sink());
    if (!read) return;
    // Callers that get the data without checks get the same.
    schema::NormalValues normal = make_normal(*std::move(read), *form_.compiled, options_.render, *form_.run);
    form_.document = std::make_shared<const data::Document>(std::move(normal.document));
    form_.run->documents().add(form_.document);
  }

  void check() {
    const std::size_t before = sink().diagnostics().size();
    form_.document = read_data({shown_, form_.json}, *form_.compiled, options_.render, *form_.run);
    if (!form_.document) return;
    report_fixed_texts(*form_.document, *form_.compiled, *form_.run);
    sink().add_notes(before, [this](const Diagnostic& diagnostic) { return place_notes(diagnostic); });
  }

  /// Where in the form the value is that a message speaks of, or where it should be.
  std::vector<diagnostics::Note> place_notes(const Diagnostic& diagnostic) const {
    if (diagnostic.id == messages::DataMissingName) return blank_notes(missing_field(diagnostic, *form_.document));
    const diagnostics::DataPlace place = diagnostic.origin.data_place;
    if (place.source != form_.document->source() || place.node >= form_.document->node_count()) return {};
    std::string pointer = data::Value(*form_.document, place.node).pointer();
    if (!diagnostic.absent_member.empty()) base::append_pointer_token(pointer, diagnostic.absent_member);
    if (const auto cell = cells_.find(pointer); cell != cells_.end()) return cell_note(pointer, cell->second);
    const auto found = places_.find(pointer);
    if (found == places_.end()) return {};
    BilingualWords words = field_words(schema(), pointer, found->second);
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  /// Where the field is that was left blank, if the form has it.
  std::vector<diagnostics::Note> blank_notes(const std::string& pointer) const {
    const auto blank = std::find_if(file_.blanks.begin(), file_.blanks.end(),
                                    [&pointer](const intake::RawField& field) { return field.pointer == pointer; });
    if (pointer.empty() || blank == file_.blanks.end()) return {};
    BilingualWords words = field_words(schema(), pointer, blank->place);
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  std::vector<diagnostics::Note> cell_note(const std::string& pointer, const std::string& cell) const {
    const std::size_t mark = cell.rfind('!');
    if (mark == std::string::npos) return {};
    BilingualWords words = field_words(schema(), pointer, {0, cell.substr(0, mark), cell.substr(mark + 1)});
    return {{messages::IntakeAtField, {}, {std::move(words.english), std::move(words.chinese)}}};
  }

  static std::string part_name(const intake::FormPart& part) {
    if (part.first_page == 0) return part.sheets.empty() ? std::string() : part.sheets.front();
    const std::string first = std::to_string(part.first_page);
    return part.last_page == part.first_page ? first : first + "-" + std::to_string(part.last_page);
  }

  const FormOptions& options_;
  KindLibrary& kinds_;
  ReadForm form_;
  intake::ReturnedFile file_;
  std::vector<Notice> posted_notices_;
  bool is_printed_ = false;  // read by the places of the form
  std::optional<std::string> base_json_;
  std::string name_;   // of the form in messages
  std::string shown_;  // of its data
  std::map<std::string, FieldPlace, std::less<>> places_;
  data::CellPlaces cells_;  // of a data workbook
};

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
  if (options.by_label) intake.unnamed = intake::UnnamedCells::Collect;
  intake::ReturnedFile read = kinds.file_reader().read(*bytes, intake);
  const std::vector<FormSignature> signatures = note_signatures(*bytes, kinds, read);
  std::vector<KindOfPart> kinds_of_parts;
  if (options.fonts != nullptr) kinds_of_parts = find_form_parts(read, options.kind, kinds, *options.fonts);
  std::vector<intake::ReturnedFile> files = intake::separate_forms(std::move(read));
  const std::size_t count = files.size();
  for (std::size_t i = 0; i < kinds_of_parts.size(); ++i) {
    // Of another kind than the stamp says.
    if (files[i].stamp.kind != kinds_of_parts[i].kind) files[i].stamp = {kinds_of_parts[i].kind, {}, {}};
  }
  const std::string hash = options.render.hashes ? base::sha256(*bytes) : std::string();
  for (std::size_t i = 0; i < count; ++i) {
    FormOptions own = options;
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

ReadForm unread_archive(const std::string& path, const std::vector<Notice>& notices) {
  ReadForm form;
  form.path = path;
  form.run = std::make_unique<Run>();
  for (const Notice& notice : notices) report_notice(notice, path, nullptr, form.run->sink());
  return form;
}

ReadForm read_posted_form(intake::ReturnedFile file, const FormOptions& options, KindLibrary& kinds) {
  return FormReader(options.shown, std::move(file), options, kinds).run(nullptr);
}

}  // namespace gongwen::engine
