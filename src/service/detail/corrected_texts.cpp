// A draft has the applicant's input, a version the data made from it. After a correction by the office only the version
// has the new values, so a worker turns them back into texts of the fields.
#include "service/detail/corrected_texts.h"

#include "base/json.h"
#include "service/detail/pictures.h"
#include "service/detail/review_view.h"
#include "service/inbox/drafts.h"

#include <utility>

namespace gongwen::service {

inbox::Result<Task> version_task(Operation operation, inbox::Inbox& inbox, const inbox::Submission& submission,
                                 const inbox::Version& version) {
  Task task;
  task.operation = operation;
  task.kind = submission.kind;
  task.options.by_edition = version.edition;
  task.files = {{"data.json", version.json}};
  inbox::Files files(inbox);
  const auto stored = files.list(inbox::version_owner(submission.id, version.number));
  if (!stored) return base::Failure{stored.error()};
  for (const inbox::FileRecord& file : *stored) {
    if (!file.slot.starts_with(kPictureMark)) continue;
    auto bytes = files.read(file.hash);
    if (!bytes && bytes.error().kind == inbox::Fault::Kind::Database) return base::Failure{bytes.error()};
    if (bytes)
      task.files.push_back({picture_name(file.slot.substr(kPictureMark.size()), file.type), *std::move(bytes)});
  }
  return task;
}

bool has_other_texts(const inbox::Submission& submission, const inbox::Version& last) {
  return last.source != kWebSource && !submission.draft.empty();
}

inbox::Result<Task> corrected_texts_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const inbox::Version& last) {
  auto task = version_task(Operation::Review, inbox, submission, last);
  // Texts only, without pages, since a user waits for them.
  if (task) task->options.values_only = true;
  return task;
}

std::optional<std::string> corrected_texts(inbox::Inbox& inbox, const inbox::Submission& submission,
                                           const TaskAnswer& answer) {
  auto read = base::from_json<ReviewAnswer>(answer.body);
  if (!read) return std::nullopt;
  TypedValues& values = read->values;
  // Pictures are stored beside the texts of a draft, not among them.
  const auto pictures = picture_hashes(inbox, submission, submission.versions);
  if (!pictures) return std::nullopt;
  // The draft has its own pictures; text entries for them would be duplicates.
  std::erase_if(values, [&](const TypedValue& value) { return pictures->contains(value.pointer); });
  return entries_json(values);
}

inbox::Result<std::map<std::string, std::string>> picture_hashes(inbox::Inbox& inbox,
                                                                 const inbox::Submission& submission,
                                                                 std::int64_t version) {
  const auto files = inbox::Files(inbox).list(inbox::version_owner(submission.id, version));
  if (!files) return base::Failure{files.error()};
  std::map<std::string, std::string> hashes;
  for (const inbox::FileRecord& file : *files) {
    if (file.slot.starts_with(kPictureMark)) hashes[file.slot.substr(kPictureMark.size())] = file.hash;
  }
  return hashes;
}

}  // namespace gongwen::service
