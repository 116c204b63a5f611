// A draft keeps what an applicant typed, a version the data made from it. After a correction by the office only the
// version has the new values, so a worker turns them back into texts of the fields.
#include "service/detail/corrected_texts.h"

#include "base/json.h"
#include "service/detail/pictures.h"
#include "service/detail/review_view.h"
#include "service/inbox/drafts.h"

#include <utility>

namespace gongwen::service {

Task version_task(Operation operation, inbox::Inbox& inbox, const inbox::Submission& submission,
                  const inbox::Version& version) {
  Task task;
  task.operation = operation;
  task.kind = submission.kind;
  task.options.by_edition = version.edition;
  task.files = {{"data.json", version.json}};
  auto pictures = stored_pictures(inbox, inbox::version_owner(submission.id, version.number));
  for (std::size_t i = 0; pictures && i < pictures->size(); ++i) task.files.push_back(std::move((*pictures)[i]));
  return task;
}

std::optional<Task> corrected_texts_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const inbox::Version& last) {
  // A version from a page has the same texts as its draft; nothing needs to be read.
  if (last.source == kWebSource || submission.draft.empty()) return std::nullopt;
  Task task = version_task(Operation::Review, inbox, submission, last);
  // Texts only, no pages: this is asked while somebody waits.
  task.options.values_only = true;
  return task;
}

std::optional<std::string> corrected_texts(inbox::Inbox& inbox, const inbox::Submission& submission,
                                           const TaskAnswer& answer) {
  auto read = base::from_json<ReviewAnswer>(answer.body);
  if (!read) return std::nullopt;
  TypedValues& values = read->values;
  // Pictures are stored beside the texts of a draft, not among them.
  const auto pictures = picture_hashes(inbox, submission, submission.versions);
  // The draft has its own pictures; text entries for them would stand beside.
  std::erase_if(values, [&](const TypedValue& value) { return pictures.contains(value.pointer); });
  return entries_json(values);
}

std::map<std::string, std::string> picture_hashes(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  std::int64_t version) {
  std::map<std::string, std::string> hashes;
  const auto files = inbox::Files(inbox).list(inbox::version_owner(submission.id, version));
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    const inbox::FileRecord& file = (*files)[i];
    if (file.slot.starts_with(kPictureMark)) hashes[file.slot.substr(kPictureMark.size())] = file.hash;
  }
  return hashes;
}

}  // namespace gongwen::service
