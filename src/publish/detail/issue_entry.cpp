
#include "base/calendar.h"
#include "base/format.h"
#include "publish/detail/site_pages.h"
#include "resources/deflate.h"
#include "store/json_object.h"
#include "store/record_text.h"

#include <algorithm>

namespace gongwen::publish {
namespace {

using store::JsonObject;

/// A JSON list of texts of JSON.
template <typename Items, typename Write>
std::string list_of(const Items& items, Write write) {
  std::string list;
  for (const auto& item : items) list += (list.empty() ? "" : ",") + write(item);
  return "[" + list + "]";
}

std::string section_json(const SectionHeadings& section) {
  JsonObject object;
  object.put_text("title", section.title);
  object.put("items", list_of(section.items, store::json_text));
  return object.json();
}

std::string change_json(const store::FieldChange& change) {
  JsonObject object;
  object.put_text("pointer", change.pointer);
  object.put_text("record", change.record);
  object.put_text("field", change.field);
  object.put_text("before", change.before);
  object.put_text("after", change.after);
  return object.json();
}

std::string file_json(const SiteFile& file) {
  JsonObject object;
  object.put_text("name", file.path);
  object.put("size", std::to_string(file.bytes.size()));
  object.put_text("crc32", fmt::format("{:08x}", resources::crc32(file.bytes)));
  return object.json();
}

std::string edition_json(const NewEdition& edition, int number, const std::string& month) {
  JsonObject object;
  object.put("number", std::to_string(number));
  object.put_text("published", edition.published);
  object.put_text("date", base::date_in_china(base::parse_moment(edition.published).value_or(0)));
  object.put_text("path", month + std::to_string(number) + "/");
  object.put("pages", std::to_string(edition.pages));
  object.put("files", list_of(edition.files, file_json));
  object.put("changes", list_of(edition.changes, change_json));
  return object.json();
}

std::string rows_json(const data::Value& bulletin, std::string_view list, std::string_view key,
                      std::string_view title) {
  return list_of(store::list_member(bulletin, list), [&](const data::Value& row) {
    JsonObject object;
    object.put_text(key, store::text_member(row, key));
    object.put_text("title", store::text_member(row, title));
    return object.json();
  });
}

/// The standards that events name with their titles, whatever number they have: plans issued, standards published.
std::string standards_json(const data::Value& bulletin) {
  std::vector<std::string> rows;
  const auto first_of = [](const data::Value& item, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      if (const std::string_view text = store::text_member(item, name); !text.empty()) return std::string(text);
    }
    return std::string();
  };
  for (const data::Value& event : store::list_member(bulletin, "events")) {
    for (const std::string_view list : {"standards", "plans", "documents"}) {
      for (const data::Value& item : store::list_member(event, list)) {
        JsonObject row;
        row.put_text("number", first_of(item, {"plan_number", "number", "reference"}));
        row.put_text("title", first_of(item, {"title", "title_zh"}));
        const bool titled = !first_of(item, {"title", "title_zh"}).empty();
        if (titled && std::find(rows.begin(), rows.end(), row.json()) == rows.end()) rows.push_back(row.json());
      }
    }
  }
  return list_of(rows, [](const std::string& row) { return row; });
}

/// The editions that the archive has of the issue, without brackets and with a comma at the end.
std::string former_editions(const ArchivedIssue* former, const store::Workspace& workspace) {
  if (former == nullptr) return {};
  const auto read = store::read_record_text("index.json", former->json, workspace);
  std::string editions;
  if (!read) return editions;
  for (const data::Value& edition : store::list_member(*read, "editions"))
    editions += store::compact_json(edition) + ",";
  return editions;
}

int integer_of(const data::Value& object, std::string_view name) {
  const auto member = object.find(name);
  return member && member->type() == data::ValueType::Integer ? static_cast<int>(member->integer()) : 0;
}

}  // namespace

ArchivedIssue make_issue(const data::Value& bulletin, const NewEdition& edition, const ArchivedIssue* former,
                         const store::Workspace& workspace) {
  ArchivedIssue issue;
  issue.period = store::text_member(bulletin, "period");
  issue.numbers = {integer_of(bulletin, "year"), integer_of(bulletin, "issue"), std::nullopt,
                   std::string(store::text_member(bulletin, "issue_date"))};
  if (bulletin.find("total_issue")) issue.numbers.total = integer_of(bulletin, "total_issue");
  issue.edition = former == nullptr ? 1 : former->edition + 1;
  issue.published = edition.published;
  const std::string month = path_of_month(issue.period);
  JsonObject object;
  object.put_text("period", issue.period);
  object.put("year", std::to_string(issue.numbers.year));
  object.put("issue", std::to_string(issue.numbers.issue));
  if (issue.numbers.total) object.put("total_issue", std::to_string(*issue.numbers.total));
  object.put_text("issue_date", issue.numbers.date);
  object.put_text("title", "网络安全标准化工作月报");
  object.put_text("issuer", store::text_member(bulletin, "issuer"));
  object.put_text("file_name", edition.file_name);
  object.put_text("path", month);
  object.put("edition", std::to_string(issue.edition));
  object.put_text("published", issue.published);
  object.put("sections", list_of(edition.sections, section_json));
  object.put("standards", standards_json(bulletin));
  object.put("projects", rows_json(bulletin, "projects", "plan_number", "title"));
  object.put("ballots", rows_json(bulletin, "ballots", "reference", "title_zh"));
  object.put("editions", "[" + former_editions(former, workspace) + edition_json(edition, issue.edition, month) + "]");
  issue.json = object.json();
  return issue;
}

}  // namespace gongwen::publish
