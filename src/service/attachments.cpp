// Attachments of a form: a page that lists them, takes them, and gives them back.
#include "service/detail/attachments.h"

#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "inbox/audit.h"
#include "inbox/secrets.h"
#include "service/detail/form_visit.h"
#include "templating/eval_request.h"

#include <algorithm>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

constexpr std::string_view kFilesPage =
#include "service_files.inc"
    ;
constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;

std::string media_type_of(std::string_view type) {
  return type == "pdf" ? "application/pdf" : "image/" + std::string(type);
}

std::string size_words(std::uint64_t bytes) {
  constexpr std::uint64_t kKilobyte = 1 << 10;
  if (bytes >= kMegabyte) return fmt::format("{} MB", (bytes + kMegabyte - 1) / kMegabyte);
  return fmt::format("{} kB", (bytes + kKilobyte - 1) / kKilobyte);
}

std::string types_words(const PlannedAttachment& planned) {
  std::string words;
  for (const std::string& type : planned.types) {
    words += words.empty() ? "" : ", ";
    words += type == "pdf" ? "PDF" : type == "png" ? "PNG" : "JPEG";
  }
  return words;
}

const PlannedAttachment* find_planned(const std::vector<PlannedAttachment>& planned, std::string_view id) {
  const auto found =
      std::find_if(planned.begin(), planned.end(), [id](const PlannedAttachment& one) { return one.id == id; });
  return found == planned.end() ? nullptr : &*found;
}

const inbox::FileRecord* find_stored(const std::vector<inbox::FileRecord>& files, std::string_view id) {
  const auto found = std::find_if(files.begin(), files.end(), [id](const inbox::FileRecord& file) {
    return std::string_view(file.slot).substr(kAttachmentMark.size()) == id;
  });
  return found == files.end() ? nullptr : &*found;
}

/// An attachment that a person has sent, as the page has it.
base::Json attachment_view(const PlannedAttachment& planned, const inbox::FileRecord* stored, std::string_view fault,
                           diagnostics::Language language) {
  base::Json view = base::Json::object();
  view.set("id", planned.id).set("title", planned.title).set("required", planned.required).set("fault", fault);
  view.set("hint", texts::ServiceFileHint.in(language, types_words(planned), size_words(planned.max_bytes)));
  view.set("accept", [&planned] {
    std::string all;
    for (const std::string& type : planned.types) all += (all.empty() ? "" : ",") + media_type_of(type);
    return all;
  }());
  const std::uint64_t bytes = stored == nullptr ? 0 : static_cast<std::uint64_t>(stored->bytes);
  view.set("name", stored == nullptr ? std::string() : stored->name).set("size", size_words(bytes));
  return view;
}

}  // namespace

std::vector<PlannedAttachment> planned_attachments(const base::JsonView& form) {
  std::vector<PlannedAttachment> planned;
  const auto list = form.find("attachments");
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    const base::JsonView one = list->at(i);
    PlannedAttachment attachment{one.text_of("id"), one.text_of("title"), {}, one.number_of("maxBytes").value_or(0)};
    attachment.max_bytes = std::min(attachment.max_bytes, kMaxAttachment);
    const auto types = one.find("types");
    for (std::size_t j = 0; types && j < types->size(); ++j) attachment.types.emplace_back(types->at(j).text());
    const auto required = one.find("required");
    attachment.required = required && required->is_true();
    planned.push_back(std::move(attachment));
  }
  return planned;
}

std::string_view attachment_type(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "jpeg";
  return {};
}

inbox::Result<std::vector<inbox::FileRecord>> stored_attachments(inbox::Inbox& inbox, const std::string& owner) {
  auto files = inbox::Files(inbox).list(owner);
  if (files)
    std::erase_if(*files, [](const inbox::FileRecord& file) { return !file.slot.starts_with(kAttachmentMark); });
  return files;
}

// /d/ID/files, /r/ID/files, and after each the id of an attachment.

/// `rest` is what comes after `files`: empty, or `/` and the id of an attachment.
void FormPages::attachments(const VisitPtr& visit, const AttachmentPlace& place, std::string_view rest) {
  const std::string id(rest.empty() ? rest : rest.substr(1));
  if (!rest.empty() && (rest.front() != '/' || !is_id(id))) return send_not_found(visit);
  if (!id.empty() && !visit->posts()) return send_attachment(visit, place, id);
  // The list is read; what is posted is posted to its attachment.
  if (id.empty() && visit->posts()) return send_not_found(visit);
  if (visit->posts() && !place.is_open) {
    return send_problem(visit, kFormConflict, texts::ServiceConflict.in(visit->language));
  }
  Task task;
  task.operation = Operation::Form;
  task.kind = visit->draft.kind;
  ask(visit, std::move(task), [this, visit, place, id](TaskAnswer answer) {
    const std::optional<base::Json> form = base::parse_json(answer.body);
    const auto planned = form ? planned_attachments(form->view()) : std::vector<PlannedAttachment>();
    const PlannedAttachment* const wanted = find_planned(planned, id);
    if (planned.empty() || (!id.empty() && wanted == nullptr)) return send_not_found(visit);
    if (wanted == nullptr) return show_attachments(visit, place, planned, {}, {});
    // It stays in its spool file until now: of those that wait for a worker none is in memory.
    if (!read_fields(visit, wanted->max_bytes, &visit->files)) return;
    if (!inbox::same_secret(visit->field("_token"), token_of(*visit))) {
      return send_problem(visit, kFormForbidden, texts::ServiceForgedForm.in(visit->language));
    }
    if (visit->has("_remove")) return remove_attachment(visit, place, id);
    take_attachment(visit, place, planned, *wanted);
  });
}

void FormPages::send_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id) {
  const auto stored = stored_attachments(inbox_, place.owner);
  if (!stored) return send_fault(visit, stored.error());
  const inbox::FileRecord* const file = find_stored(*stored, id);
  if (file == nullptr) return send_not_found(visit);
  auto bytes = inbox::Files(inbox_).read(file->hash);
  if (!bytes) return send_fault(visit, bytes.error());
  send_file(visit, file->type, file->name, *std::move(bytes), true);
}

void FormPages::remove_attachment(const VisitPtr& visit, const AttachmentPlace& place, const std::string& id) {
  const auto fault = inbox::Files(inbox_).remove(place.owner, std::string(kAttachmentMark) + id);
  if (fault && fault->kind != inbox::Fault::Kind::NotFound) return send_fault(visit, *fault);
  note_attachment(visit, "attachment.remove", place.owner + " " + id);
  send_to(visit, place.address);
}

/// Size and type are looked at here, what is in it by the command that looks for harmful files, where there is one.
void FormPages::take_attachment(const VisitPtr& visit, const AttachmentPlace& place,
                                const std::vector<PlannedAttachment>& planned, const PlannedAttachment& wanted) {
  const auto refuse = [&](const std::string& words) {
    show_attachments(visit, place, planned, wanted.id, words);
  };
  if (visit->files.empty()) return refuse(visit->words(texts::ServiceFileNone));
  const UploadedFile& file = visit->files.front();
  if (file.is_too_large) return refuse(texts::ServiceFileSize.in(visit->language, size_words(wanted.max_bytes)));
  const std::string_view type = attachment_type(file.bytes);
  if (std::find(wanted.types.begin(), wanted.types.end(), type) == wanted.types.end()) {
    return refuse(texts::ServiceFileType.in(visit->language, types_words(wanted)));
  }
  const std::string slot = std::string(kAttachmentMark) + wanted.id;
  const auto keep = [this, visit, place, slot, id = wanted.id, type = media_type_of(type)] {
    const UploadedFile& sent = visit->files.front();
    const auto fault = inbox::Files(inbox_).put(place.owner, {slot, "", sent.name, type, 0}, sent.bytes, visit->now);
    if (fault) return send_fault(visit, *fault);
    note_attachment(visit, "attachment.add", place.owner + " " + id);
    send_to(visit, place.address);
  };
  if (limits_.scan_command.empty()) return keep();
  Task task;
  task.operation = Operation::Scan;
  task.options.command = limits_.scan_command;
  // It is read again from its spool file, so that there is one copy in memory.
  task.files = {{"attachment", std::move(visit->files.front().bytes)}};
  visit->files.clear();
  ask_quietly(visit, std::move(task), [this, visit, place, planned, wanted, keep](const auto& answer) {
    const std::string said = answer && answer->outcome == Outcome::Done ? answer->body : std::string();
    if (said == "yes") {
      if (read_fields(visit, wanted.max_bytes, &visit->files)) keep();
      return;
    }
    const auto words = said == "no" ? texts::ServiceFileRefused : texts::ServiceFileUnchecked;
    show_attachments(visit, place, planned, wanted.id, visit->words(words));
  });
}

void FormPages::show_attachments(const VisitPtr& visit, const AttachmentPlace& place,
                                 const std::vector<PlannedAttachment>& planned, const std::string& at,
                                 const std::string& fault) {
  const auto stored = stored_attachments(inbox_, place.owner);
  if (!stored) return send_fault(visit, stored.error());
  base::Json items = base::Json::list();
  bool has_fault = !fault.empty();
  for (const PlannedAttachment& one : planned) {
    const inbox::FileRecord* const there = find_stored(*stored, one.id);
    std::string words = one.id == at ? fault : std::string();
    // After “submit” the page says what is missing.
    const bool is_missing = visit->request().query == "missing" && one.required && there == nullptr;
    if (is_missing) words = texts::ServiceFileMissing.in(visit->language, one.title);
    has_fault = has_fault || is_missing;
    items.add(attachment_view(one, there, words, visit->language));
  }
  base::Json words = base::Json::object();
  words.set("optional", visit->words(texts::WebformOptional)).set("send", visit->words(texts::ServiceFileSend));
  words.set("remove", visit->words(texts::WebformRemove)).set("back", visit->words(texts::ServiceFileBack));
  words.set("choose", visit->words(texts::ServiceFileChoose)).set("fault", visit->words(texts::WebformError));
  base::Json context = base::Json::object();
  context.set("lang", diagnostics::language_tag(visit->language));
  context.set("title", visit->words(texts::ServiceFilesTitle)).set("about", visit->words(texts::ServiceFilesAbout));
  context.set("words", std::move(words)).set("items", std::move(items)).set("token", token_of(*visit));
  context.set("address", place.address).set("back", place.back).set("is_open", place.is_open);
  context.set("has_fault", has_fault);
  auto html = templating::expand_page("<files>", kFilesPage, std::move(context));
  if (!html) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
  send_html(visit, has_fault ? kFormInvalid : 200, *std::move(html));
}

/// What cannot be noted now must not undo what was done; the log of requests has it, too.
void FormPages::note_attachment(const VisitPtr& visit, const std::string& action, const std::string& object) {
  static_cast<void>(inbox::Audit(inbox_).add(
      {0, visit->now, "draft:" + visit->draft.id, visit->request().peer, action, object, "ok"}));
}

}  // namespace gongwen::service
