
#include "base/calendar.h"
#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "publish/detail/site_pages.h"
#include "resources/deflate.h"
#include "store/record_text.h"

#include <set>

namespace gongwen::publish {
namespace {

template <typename Items, typename Write>
base::Json list_of(const Items& items, Write write) {
  base::Json list = base::Json::list();
  for (const auto& item : items) list.add(write(item));
  return list;
}

base::Json section_json(const SectionHeadings& section) {
  base::Json object = base::Json::object();
  object.set("title", section.title);
  object.set("items", base::Json::list_of(section.items));
  return object;
}

base::Json change_json(const store::FieldChange& change) {
  base::Json object = base::Json::object();
  object.set("pointer", change.pointer);
  object.set("record", change.record);
  object.set("field", change.field);
  object.set("before", change.before);
  object.set("after", change.after);
  return object;
}

base::Json file_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("size", file.bytes.size());
  object.set("crc32", fmt::format("{:08x}", resources::crc32(file.bytes)));
  return object;
}

/// Where the header of a PNG file has a number (ISO/IEC 15948 section 11.2.2).
std::uint32_t png_number(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(at, 4)) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

/// With its size, so that pages do not move while it is loaded.
base::Json picture_json(const SiteFile& file) {
  base::Json object = base::Json::object();
  object.set("name", file.path);
  object.set("width", std::size_t{png_number(file.bytes, 16)});
  object.set("height", std::size_t{png_number(file.bytes, 20)});
  return object;
}

base::Json edition_json(const NewEdition& edition, int number, const std::string& month) {
  base::Json object = base::Json::object();
  object.set("number", number);
  object.set("published", edition.published);
  object.set("date", base::date_in_china(base::parse_moment(edition.published).value_or(0)));
  object.set("path", month + std::to_string(number) + "/");
  object.set("pages", edition.pages);
  object.set("files", list_of(edition.files, file_json));
  for (const SiteFile& file : edition.files) {
    if (file.path == kPictureName) object.set("picture", picture_json(file));
  }
  object.set("changes", list_of(edition.changes, change_json));
  return object;
}

base::Json rows_json(const data::Value& bulletin, std::string_view list, std::string_view key, std::string_view title) {
  return list_of(store::list_member(bulletin, list), [&](const data::Value& row) {
    base::Json object = base::Json::object();
    object.set(key, store::text_member(row, key));
    object.set("title", store::text_member(row, title));
    return object;
  });
}

/// The standards that events name with their titles, whatever number they have: plans issued, standards published.
base::Json standards_json(const data::Value& bulletin) {
  base::Json rows = base::Json::list();
  std::set<std::string> known;
  const auto first_of = [](const data::Value& item, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      if (const std::string_view text = store::text_member(item, name); !text.empty()) return std::string(text);
    }
    return std::string();
  };
  for (const data::Value& event : store::list_member(bulletin, "events")) {
    for (const std::string_view list : {"standards", "plans", "documents"}) {
      for (const data::Value& item : store::list_member(event, list)) {
        base::Json row = base::Json::object();
        row.set("number", first_of(item, {"plan_number", "number", "reference"}));
        row.set("title", first_of(item, {"title", "title_zh"}));
        const bool titled = !first_of(item, {"title", "title_zh"}).empty();
        if (titled && known.insert(row.text()).second) rows.add(std::move(row));
      }
    }
  }
  return rows;
}

/// The editions that the archive has of the issue, as they are there.
base::Json former_editions(const ArchivedIssue* former) {
  base::Json editions = base::Json::list();
  const auto read = former == nullptr ? std::nullopt : base::parse_json(former->json);
  const auto list = read ? read->view().find("editions") : std::nullopt;
  for (std::size_t i = 0; list && list->is_list() && i < list->size(); ++i) {
    editions.add(base::Json::written(list->at(i).json()));
  }
  return editions;
}

int integer_of(const data::Value& object, std::string_view name) {
  const auto member = object.find(name);
  return member && member->type() == data::ValueType::Integer ? static_cast<int>(member->integer()) : 0;
}

}  // namespace

ArchivedIssue make_issue(const data::Value& bulletin, const NewEdition& edition, const ArchivedIssue* former) {
  ArchivedIssue issue;
  issue.period = store::text_member(bulletin, "period");
  issue.numbers = {integer_of(bulletin, "year"), integer_of(bulletin, "issue"), std::nullopt,
                   std::string(store::text_member(bulletin, "issue_date"))};
  if (bulletin.find("total_issue")) issue.numbers.total = integer_of(bulletin, "total_issue");
  issue.edition = former == nullptr ? 1 : former->edition + 1;
  issue.published = edition.published;
  const std::string month = path_of_month(issue.period);
  base::Json object = base::Json::object();
  object.set("period", issue.period);
  object.set("year", issue.numbers.year);
  object.set("issue", issue.numbers.issue);
  if (issue.numbers.total) object.set("total_issue", *issue.numbers.total);
  object.set("issue_date", issue.numbers.date);
  object.set("title", texts::PublishBulletin.in(kSiteLanguage));
  object.set("issuer", store::text_member(bulletin, "issuer"));
  object.set("file_name", edition.file_name);
  object.set("path", month);
  object.set("edition", issue.edition);
  object.set("published", issue.published);
  object.set("sections", list_of(edition.sections, section_json));
  object.set("standards", standards_json(bulletin));
  object.set("projects", rows_json(bulletin, "projects", "plan_number", "title"));
  object.set("ballots", rows_json(bulletin, "ballots", "reference", "title_zh"));
  base::Json editions = former_editions(former);
  editions.add(edition_json(edition, issue.edition, month));
  object.set("editions", std::move(editions));
  issue.json = object.text();
  return issue;
}

}  // namespace gongwen::publish
