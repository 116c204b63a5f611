#include "store/publish/detail/site_pages.h"

#include "base/date.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/json.h"
#include "base/sha256.h"
#include "diagnostics/catalogue/texts/publish.h"
#include "dom/tree.h"
#include "resources/deflate.h"
#include "store/record_text.h"
#include "templating/eval_request.h"

#include <algorithm>
#include <array>
#include <map>
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

base::Json signature_json(const EditionSignature& signature) {
  base::Json object = base::Json::object();
  object.set("signer", signature.signer).set("time", signature.time).set("time_from", signature.time_from);
  // For readers: a day as the other dates of the page. A signature of ours has the time of China, a token UTC.
  const auto moment = base::parse_moment(signature.time);
  object.set("date", moment ? base::date_in_china(*moment) : signature.time.substr(0, std::size_t{10}));
  return std::move(object.set("level", signature.level));
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
  if (edition.signature) object.set("signature", signature_json(*edition.signature));
  object.set("changes", list_of(edition.changes, change_json));
  return object;
}

/// What of the data can be searched for: items that have a title, each once.
base::Json index_json(const data::Value& data, const store::IndexRule& rule) {
  base::Json rows = base::Json::list();
  std::set<std::string> known;
  const auto add = [&](const data::Value& item) {
    base::Json row = base::Json::object();
    row.set(rule.key, store::first_text(item, rule.from));
    row.set("title", store::first_text(item, rule.titles));
    const bool titled = !store::first_text(item, rule.titles).empty();
    if (titled && known.insert(row.text()).second) rows.add(std::move(row));
  };
  store::for_each_at(data, rule.each, [&](const data::Value& item) {
    if (rule.lists.empty()) add(item);
    for (const std::string& list : rule.lists) {
      for (const data::Value& inner : store::list_member(item, list)) add(inner);
    }
  });
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

}  // namespace

ArchivedIssue make_issue(const data::Value& data, const std::string& period, const IssueNumbers& numbers,
                         const NewEdition& edition, const ArchivedIssue* former, const store::Periodical& periodical) {
  ArchivedIssue issue;
  issue.period = period;
  issue.numbers = numbers;
  issue.edition = former == nullptr ? 1 : former->edition + 1;
  issue.published = edition.published;
  const std::string month = path_of_period(issue.period);
  base::Json object = base::Json::object();
  object.set("period", issue.period);
  object.set("year", issue.numbers.year);
  object.set("issue", issue.numbers.issue);
  if (issue.numbers.total) object.set("total_issue", *issue.numbers.total);
  object.set("issue_date", issue.numbers.date);
  object.set("title", periodical.title);
  const std::string_view issuer = store::text_member(data, periodical.issuer);
  object.set("issuer", issuer.empty() ? std::string_view(periodical.title) : issuer);
  object.set("file_name", edition.file_name);
  object.set("path", month);
  object.set("edition", issue.edition);
  object.set("published", issue.published);
  object.set("sections", list_of(edition.sections, section_json));
  for (const store::IndexRule& rule : periodical.index) object.set(rule.member, index_json(data, rule));
  base::Json editions = former_editions(former);
  editions.add(edition_json(edition, issue.edition, month));
  object.set("editions", std::move(editions));
  issue.json = object.text();
  return issue;
}

namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// Classes that the site's own style sheet knows.
constexpr std::array<std::string_view, 5> kClasses{"part", "entry", "points", "label", "center"};
constexpr std::array<AttributeName, 7> kAttributes{AttributeName::Lang,  AttributeName::Colspan, AttributeName::Rowspan,
                                                   AttributeName::Start, AttributeName::Alt,     AttributeName::Scope,
                                                   AttributeName::Title};

bool is_void(ElementName name) {
  return name == ElementName::Br || name == ElementName::Wbr || name == ElementName::Hr || name == ElementName::Img;
}

class TextWriter {
 public:
  TextWriter(const dom::Tree& tree, Language language) : tree_(tree), heading_(texts::PublishTable.in(language)) {}

  std::string write() {
    const NodeId body = tree_.find_child(tree_.root_element(), ElementName::Body);
    number_anchors(body);
    for (NodeId child = tree_.node(body).first_child; child; child = tree_.node(child).next_sibling) {
      // The page has its own head.
      if (!tree_.is_element(child, ElementName::Header)) write_node(child);
    }
    return std::move(out_);
  }

 private:
  void number_anchors(NodeId body) {
    for (NodeId node = body; node; node = tree_.next_in_order(node, body)) {
      if (tree_.node(node).kind != NodeKind::Element) continue;
      const std::string_view id = tree_.attribute_value(node, AttributeName::Id);
      if (!id.empty()) anchors_.emplace(id, "text-" + std::to_string(anchors_.size() + 1));
    }
  }

  void write_node(NodeId id) {
    const dom::Node& node = tree_.node(id);
    if (node.kind == NodeKind::Text) {
      out_ += base::escape_markup(node.text);
      return;
    }
    if (node.name == ElementName::Colgroup || node.name == ElementName::Style) return;
    if (node.name == ElementName::Svg) {
      out_ += base::escape_markup(dom::alternative_of_drawing(tree_, id));
      return;
    }
    if (node.name == ElementName::Table) return write_table(id);
    if (node.name == ElementName::H2 || node.name == ElementName::H3) heading_ = tree_.text_content(id);
    write_element(id);
  }

  void write_table(NodeId id) {
    const NodeId caption = tree_.find_child(id, ElementName::Caption);
    out_ += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"";
    out_ += base::escape_attribute(caption ? tree_.text_content(caption) : heading_);
    out_ += "\">";
    write_element(id);
    out_ += "</div>";
  }

  void write_element(NodeId id) {
    const dom::Node& node = tree_.node(id);
    const std::string_view tag = dom::tag_name(node.name);
    out_.append("<").append(tag);
    write_attributes(id);
    out_ += ">";
    if (is_void(node.name)) return;
    for (NodeId child = node.first_child; child; child = tree_.node(child).next_sibling) write_node(child);
    out_.append("</").append(tag).append(">");
  }

  void write_attribute(std::string_view name, std::string_view value) {
    out_.append(" ").append(name).append("=\"");
    out_ += base::escape_attribute(value);
    out_ += '"';
  }

  void write_attributes(NodeId id) {
    for (const dom::Attribute& attribute : tree_.attributes(id)) {
      const bool plain = std::find(kAttributes.begin(), kAttributes.end(), attribute.name) != kAttributes.end();
      const bool own_image = attribute.name == AttributeName::Src && attribute.value.starts_with("data:image/");
      if (plain || own_image) write_attribute(dom::attribute_text(attribute.name), attribute.value);
    }
    if (const auto anchor = anchors_.find(tree_.attribute_value(id, AttributeName::Id)); anchor != anchors_.end()) {
      write_attribute("id", anchor->second);
    }
    write_link(tree_.attribute_value(id, AttributeName::Href));
    write_classes(tree_.attribute_value(id, AttributeName::Class));
    const bool head =
        tree_.is_element(id, ElementName::Th) && tree_.find_attribute(id, AttributeName::Scope) == nullptr;
    if (head) write_attribute("scope", "col");
  }

  void write_link(std::string_view href) {
    if (href.starts_with("https://") || href.starts_with("http://")) write_attribute("href", href);
    if (!href.starts_with('#')) return;
    if (const auto anchor = anchors_.find(href.substr(1)); anchor != anchors_.end()) {
      write_attribute("href", "#" + anchor->second);
    }
  }

  void write_classes(std::string_view classes) {
    std::string known;
    while (!classes.empty()) {
      const std::string_view one = classes.substr(0, classes.find(' '));
      classes.remove_prefix(std::min(one.size() + 1, classes.size()));
      if (std::find(kClasses.begin(), kClasses.end(), one) != kClasses.end())
        known.append(known.empty() ? "" : " ").append(one);
    }
    if (!known.empty()) write_attribute("class", known);
  }

  const dom::Tree& tree_;
  std::map<std::string, std::string, std::less<>> anchors_;
  std::string heading_;  // the last one: what a table without a caption is called
  std::string out_;
};

}  // namespace

std::string issue_text(const dom::Tree& tree, Language language) { return TextWriter(tree, language).write(); }

namespace {

constexpr std::string_view kArchivePage =
#include "archive_page.inc"
    ;
constexpr std::string_view kIssuePage =
#include "issue_page.inc"
    ;
constexpr std::string_view kFeedPage =
#include "feed_page.inc"
    ;
constexpr std::string_view kStyle =
#include "style_page.inc"
    ;
constexpr std::string_view kSearch =
#include "search_page.inc"
    ;

class ReleaseMaker {
 public:
  ReleaseMaker(const Archive& archive, const Site& site, const SiteWords& words, const store::Workspace& workspace)
      : archive_(archive), site_(site), words_(words), workspace_(workspace) {}

  base::Expected<Release> make() {
    const std::string index = archive_.json();
    release_.files.push_back({"index.json", index});
    // Separate files: a server may refuse styles and scripts that are parts of a page.
    release_.files.push_back({kStyleName, std::string(kStyle)});
    release_.files.push_back({kScriptName, std::string(kSearch)});
    base::Json context = base::Json::object();
    context.set("archive", base::Json::written(index));
    context.set("base_url", archive_.base_url());
    context.set("feed_id", archive_.feed_id());
    base::Json entry_ids = base::Json::object();
    for (const auto& [period, issue] : archive_.issues()) entry_ids.set(period, archive_.entry_id(period));
    context.set("entry_ids", std::move(entry_ids));
    bool all = add_page("index.html", kArchivePage, context) && add_page("feed.xml", kFeedPage, context);
    for (const auto& [period, issue] : archive_.issues()) all = all && add_issue(issue);
    if (!all) return base::kReported;
    add_sums();
    return std::move(release_);
  }

 private:
  void add_sums() {
    base::Json files = base::Json::list();
    for (const SiteFile& file : release_.files) {
      base::Json one = base::Json::object();
      one.set("path", file.path).set("size", file.bytes.size()).set("sha256", base::sha256(file.bytes));
      files.add(std::move(one));
    }
    base::Json sums = base::Json::object();
    sums.set("format", "gongwen-checksums").set("version", 1).set("files", std::move(files));
    release_.files.push_back({kSumsName, sums.indented() + "\n"});
  }

  bool add_page(const std::string& path, std::string_view page, base::Json& context) {
    context.set("stem", words_.files);
    context.set("has_sheet", words_.has_workbook);
    context.set("language", words_.language);
    context.set("style_name", kStyleName).set("script_name", kScriptName);
    base::Json files = base::Json::object();
    files.set("site.html", words_.words);
    base::Json options = base::Json::object();
    options.set("trim_blocks", true);
    options.set("lstrip_blocks", true);
    base::Json request = base::Json::object();
    request.set("template", page);
    request.set("files", std::move(files));
    request.set("context", base::Json::written(context.text()));
    request.set("options", std::move(options));
    const diagnostics::SourceId source = workspace_.sources.add("<" + path + ">", request.text());
    base::Expected<std::string> text =
        templating::evaluate_json_request(source, workspace_.sources, {}, workspace_.sink, words_.wordings);
    if (!text) return false;
    release_.files.push_back({path, *std::move(text)});
    return true;
  }

  bool add_issue(const ArchivedIssue& issue) {
    const std::string month = path_of_period(issue.period);
    const auto entry = store::read_record_text("index.json", issue.json, workspace_);
    if (!entry) return false;
    texts_.clear();
    with_picture_.clear();
    with_ofd_.clear();
    for (const data::Value& edition : store::list_member(*entry, "editions")) {
      const std::string name = edition_name(issue.period, static_cast<int>(texts_.size()) + 1);
      const std::optional<std::string> text = has_file(edition, kTextName)
                                                  ? site_.read_edition(name, kTextName, workspace_.sink)
                                                  : std::optional<std::string>("");
      if (!text) return false;
      texts_.push_back(*text);
      if (has_file(edition, kPictureName)) with_picture_.insert(static_cast<int>(texts_.size()));
      if (has_file(edition, words_.files + ".ofd")) with_ofd_.insert(static_cast<int>(texts_.size()));
    }
    add_links(month, issue.period, issue.edition);
    if (!add_issue_page(month, issue, issue.edition, true)) return false;
    for (int edition = 1; edition <= issue.edition; ++edition) {
      const std::string folder = month + std::to_string(edition) + "/";
      add_links(folder, issue.period, edition);
      if (!add_issue_page(folder, issue, edition, false)) return false;
    }
    return true;
  }

  static bool has_file(const data::Value& edition, std::string_view name) {
    const std::vector<data::Value> files = store::list_member(edition, "files");
    return std::any_of(files.begin(), files.end(),
                       [name](const data::Value& file) { return store::text_member(file, "name") == name; });
  }

  bool add_issue_page(const std::string& folder, const ArchivedIssue& issue, int edition, bool of_period) {
    base::Json context = base::Json::object();
    context.set("issue", base::Json::written(issue.json));
    context.set("edition", edition);
    const auto index = static_cast<std::size_t>(edition) - 1;
    context.set("text", index < texts_.size() ? texts_[index] : std::string());
    std::string root;
    for (const char c : folder) root += c == '/' ? "../" : "";
    context.set("root", root);
    context.set("month", of_period ? "" : "../");
    return add_page(folder + "index.html", kIssuePage, context);
  }

  void add_links(const std::string& folder, const std::string& period, int edition) {
    std::vector<std::string> names{words_.files + ".pdf", kDataName};
    if (words_.has_workbook) names.insert(names.begin() + 1, words_.files + ".xlsx");
    if (with_ofd_.contains(edition)) names.push_back(words_.files + ".ofd");
    for (const std::string& name : names) {
      release_.links.push_back({folder + name, edition_name(period, edition) + "/" + name});
    }
    if (with_picture_.contains(edition)) {
      release_.links.push_back({folder + kPictureName, edition_name(period, edition) + "/" + kPictureName});
    }
  }

  const Archive& archive_;
  const Site& site_;
  const SiteWords& words_;
  const store::Workspace& workspace_;
  std::vector<std::string> texts_;  // of the editions of an issue
  std::set<int> with_picture_;      // numbers of these editions
  std::set<int> with_ofd_;
  Release release_;
};

}  // namespace

base::Expected<Release> make_release(const Archive& archive, const Site& site, const SiteWords& words,
                                     const store::Workspace& workspace) {
  return ReleaseMaker(archive, site, words, workspace).make();
}

std::string path_of_period(const std::string& period) {
  std::string path = period + "/";
  std::replace(path.begin(), path.end(), '-', '/');
  return path;
}

}  // namespace gongwen::publish
