#include "service/detail/collect_task.h"

#include "base/file_path.h"
#include "base/sha256.h"
#include "engine/core/run.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/detail/form_page_task.h"
#include "service/detail/listed_cells.h"
#include "service/detail/task_answers.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace gongwen::service {

namespace {

/// Returns the forms that the register of a collection does not contain, for any reason. `hash` identifies the
/// list of their names, so that an office that agrees to leave them out agrees to exactly this list. Example:
/// 40 files, 38 used; `names` has the other two, and a second request with `hash` makes the register without
/// them.
LeftOut left_out_of(const Collection& collection) {
  constexpr std::string_view kNotRegistered = "intake/not-registered";
  LeftOut left_out{collection.inputs.size(), {}, {}};
  base::Sha256 hash;
  for (const CollectedInput& input : collection.inputs) {
    if (input.use == FormUse::Used && !has_message(input.report, kNotRegistered)) continue;
    left_out.names.emplace_back(base::file_name(input.path));
    hash.add(left_out.names.back() + '\n');
  }
  left_out.hash = hash.hexadecimal().substr(0, kTagDigits);
  return left_out;
}

/// Returns a file of a collection as data of the present edition of its kind. The report lists the omissions.
/// `task.options.editions[i]` is the edition of file i; forms of older editions are converted, so that one table can
/// hold them all.
MemoryFile carry_file(std::size_t index, const Task& task, const Engine& engine, std::vector<Report>& carried) {
  const MemoryFile& file = task.files[index];
  const std::string of_path = file.path.substr(0, std::min(file.path.find('/'), file.path.size()));
  const std::string& kind = task.options.collected_as.empty() ? task.kind : of_path;
  const std::string& edition = task.options.editions[index];
  if (edition.empty() || edition == engine.definition_hash(kind)) return file;
  if (engine.edition_name(kind, edition).empty()) return file;
  TextResult text = engine.carry_forward(kind, edition, {std::string(base::file_name(file.path)), file.bytes});
  carried.push_back(std::move(text.report));
  return text.text.empty() ? file : MemoryFile{file.path, std::move(text.text)};
}

}  // namespace

TaskAnswer answer_cells(const Task& task, const Engine& engine, const std::string& name) {
  // The first answer of a list has `columns` only, so that users can choose among them.
  const auto form = described_form(task, engine, name);
  if (!form) return refused(Outcome::NotOffered);
  ListedCells listed{columns_of_form(*form), {}};
  std::vector<Report> carried;
  for (std::size_t i = 0; i < task.files.size(); ++i) {
    const MemoryFile file = i < task.options.editions.size() ? carry_file(i, task, engine, carried) : task.files[i];
    DataSource source;
    source.path = file.path;
    source.text = file.bytes;
    listed.rows.push_back(cells_of_form(*form, engine.form_values(name, source), task.options.columns));
  }
  TaskAnswer answer = refused(Outcome::Done);
  answer.body = base::to_json(listed).text();
  return answer;
}

TaskAnswer answer_collect(const Task& task, const Engine& engine, const std::string& temporary_folder,
                          const RenderOptions& render) {
  const FormatInfo* const format = find_format(task.options.format);
  const auto folder = resources::TemporaryFolder::make(temporary_folder);
  if (format == nullptr) return refused(Outcome::NotOffered);
  if (!folder) return refused(Outcome::Failed);
  const std::string forms = folder->path() + "/forms/";
  std::set<std::string> folders{forms, folder->path() + "/"};
  std::vector<Report> carried;
  // The front numbers the names, so no two files have the same.
  for (std::size_t i = 0; i < task.files.size(); ++i) {
    const MemoryFile file = i < task.options.editions.size() ? carry_file(i, task, engine, carried) : task.files[i];
    const std::string own = forms + std::string(base::folder_part(file.path));
    if (resources::make_private_folder(own)) return refused(Outcome::Failed);
    folders.insert(base::as_folder(own));
    if (resources::write_new_file(forms + file.path, file.bytes)) return refused(Outcome::Failed);
  }
  CollectOptions options;
  const std::string output = folder->path() + "/collected" + std::string(format->ending);
  options.outputs = {{output}};
  options.register_kind = task.options.collected_as;
  options.has_links = false;  // the files of this folder are not passed on
  options.kind_of = [&forms](const std::string& path) {
    const std::string name = path.substr(std::min(forms.size(), path.size()));
    return name.substr(0, name.find('/'));
  };
  options.titles = task.language;
  options.render = render;
  const bool is_register = !options.register_kind.empty();
  const Collection collection =
      engine.collect(is_register ? std::vector<std::string>() : std::vector{task.kind}, forms, options);
  // A roster lists the errors of its forms itself, so they are no reason to refuse it.
  carried.push_back(collection.report);
  TaskAnswer answer = with_report(engine::merge_reports(std::move(carried)), task);
  // Messages name files by their paths; users get the names without the temporary folder. Otherwise messages would
  // reveal where the service keeps its files.
  answer.report = without_folders(std::move(answer.report), folders);
  const LeftOut left_out = is_register ? left_out_of(collection) : LeftOut();
  answer.reading = left_out_json(left_out);
  const std::string& agreed = task.options.leaves_out;
  diagnostics::DiagnosticSink sink;
  // Not reported: a missing output is answered below.
  auto bytes = resources::read_bytes(output, {}, sink);
  // A register that lacks forms is made only if the user has agreed to exactly this list, or to any.
  const bool may_be_made = left_out.names.empty() || agreed == kAnyLeftOut || agreed == left_out.hash;
  if (collection.files.empty() || !bytes || !may_be_made) {
    answer.outcome = Outcome::BadData;
    if (!collection.files.empty() && bytes) answer.name = kLeavesOut;
    return answer;
  }
  answer.body = *std::move(bytes);
  answer.outcome = Outcome::Done;
  answer.media_type = format->media_type;
  answer.name = format->ending;
  return answer;
}

}  // namespace gongwen::service
