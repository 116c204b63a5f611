#include "service/detail/submission_list.h"

#include "base/escapes.h"

#include <algorithm>
#include <cstdlib>

namespace gongwen::service {

std::string list_address(const std::vector<http::FormField>& query, std::string_view name, const std::string& value) {
  std::vector<http::FormField> fields;
  for (const http::FormField& field : query) {
    if (field.name != name && field.name != "page" && !field.value.empty()) fields.push_back(field);
  }
  if (!value.empty()) fields.push_back({std::string(name), value});
  return fields.empty() ? "/office/" : "/office/?" + http::write_form(fields);
}

base::Json sort_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter) {
  using inbox::SortBy;
  base::Json links = base::Json::object();
  for (const SortBy sort : {SortBy::Number, SortBy::Person, SortBy::Organisation, SortBy::Errors, SortBy::Changed}) {
    const bool is_here = filter.sort == sort;
    // Names begin with the first one, everything else with the latest or the most.
    const bool is_name = sort == SortBy::Person || sort == SortBy::Organisation;
    const bool ascends = is_here ? !filter.ascending : is_name;
    const std::string name(inbox::sort_name(sort));
    base::Json link = base::Json::object();
    link.set("address", list_address(query, "sort", (ascends ? "" : "-") + name));
    link.set("sorted", !is_here ? "" : filter.ascending ? "ascending" : "descending");
    links.set(name, std::move(link));
  }
  return links;
}

base::Json page_links(const std::vector<http::FormField>& query, const inbox::SubmissionFilter& filter,
                      std::int64_t total, diagnostics::Language language) {
  constexpr std::int64_t kAround = 2;
  constexpr auto kPage = static_cast<std::int64_t>(inbox::SubmissionFilter::kPage);
  base::Json links = base::Json::list();
  const std::int64_t last = (total + kPage - 1) / kPage;
  const std::int64_t here = static_cast<std::int64_t>(filter.skip) / kPage + 1;
  if (last <= 1 && here == 1) return links;
  std::int64_t before = 0;
  for (std::int64_t page = 1; page <= last; ++page) {
    if (page != 1 && page != last && std::abs(page - here) > kAround) {
      page = std::min(page < here ? here - kAround : last, last) - 1;
      continue;
    }
    if (page != before + 1) links.add(std::move(base::Json::object().set("label", "…").set("address", "")));
    before = page;
    base::Json link = base::Json::object();
    link.set("label", std::to_string(page)).set("name", texts::OfficePageNumber.in(language, page));
    links.add(
        std::move(link.set("address", list_address(query, "page", std::to_string(page))).set("here", page == here)));
  }
  return links;
}

std::string safe_csv_cell(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  const bool is_formula = !text.empty() && kFormula.find(text.front()) != std::string_view::npos;
  return base::csv_cell(is_formula ? "'" + std::string(text) : std::string(text));
}

}  // namespace gongwen::service
