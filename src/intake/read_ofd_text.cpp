#include "intake/read_ofd_text.h"

#include "base/json.h"
#include "package/xml_events.h"
#include "package/zip_archive.h"

#include <algorithm>
#include <initializer_list>
#include <set>

// The text of an OFD file in the order of its tags (GB/T 33190): OFD.xml leads to the document, this to pages and tags,
// and the tags refer to text objects by page and number. Independent of our writer, so that a mistake in it shows.
namespace gongwen::intake {
namespace {

/// The type of the tags that describe the structure of the text.
constexpr std::string_view kStructureTags = "gongwen-structure";

/// The name of the custom data with the hash of the PDF made together with the file.
constexpr std::string_view kPdfHash = "PDF-SHA-256";

/// A requested element, with the attributes used here and the text directly in it.
struct OfdElement {
  std::string name;
  std::string id;
  std::string location;
  std::string page;
  std::string type;
  std::string label;
  std::string text;
};

/// Collects the elements with certain names, in the order of their start tags.
class OfdElements final : public package::XmlHandler {
 public:
  explicit OfdElements(std::initializer_list<std::string_view> names) : names_(names) {}

  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    const std::string_view local = package::local_name(name);
    open_.push_back(kNotAsked);
    if (std::find(names_.begin(), names_.end(), local) == names_.end()) return;
    open_.back() = found.size();
    found.push_back({std::string(local),
                     std::string(attributes.find("ID")),
                     std::string(attributes.find("BaseLoc")),
                     std::string(attributes.find("PageRef")),
                     std::string(attributes.find("TypeID")),
                     std::string(attributes.find("Name")),
                     {}});
  }
  void end(std::string_view) override { open_.pop_back(); }
  void text(std::string_view piece) override {
    if (!open_.empty() && open_.back() != kNotAsked) found[open_.back()].text += piece;
  }

  std::vector<OfdElement> found;

 private:
  static constexpr std::size_t kNotAsked = static_cast<std::size_t>(-1);
  std::vector<std::string_view> names_;
  std::vector<std::size_t> open_;
};

/// The path of a part that another one refers to, relative to its folder or, with a slash at the start, to the package.
std::string location_from(std::string_view part, std::string_view location) {
  if (location.starts_with('/')) return std::string(location.substr(1));
  const std::size_t folder = part.rfind('/');
  return std::string(folder == std::string_view::npos ? "" : part.substr(0, folder + 1)) + std::string(location);
}

class OfdTextReader {
 public:
  OfdTextReader(package::ZipArchive& zip, const IntakeLimits& limits) : zip_(zip), limits_(limits) {}

  ReadOfdText read() {
    if (read_root() && read_document() && read_pages() && read_tags()) return std::move(result_);
    return base::Failure{OfdTextError{reason_, {}}};
  }

 private:
  bool fail(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  bool read_part(const std::string& name, OfdElements& elements) {
    const auto bytes = zip_.read(name);
    if (!bytes) return fail("the part " + name + " is missing or damaged");
    return !package::read_xml(*bytes, {limits_.max_depth}, elements) ||
           fail("the part " + name + " is not well-formed XML");
  }

  bool read_root() {
    OfdElements elements{"DocRoot", "DocID", "CustomData"};
    if (!read_part("OFD.xml", elements)) return false;
    std::size_t documents = 0;
    for (const OfdElement& element : elements.found) {
      if (element.name == "DocRoot" && ++documents == 1) document_ = location_from("OFD.xml", element.text);
      if (element.name == "DocID") result_.identifier = element.text;
      if (element.name == "CustomData" && element.label == kPdfHash) result_.pdf_sha256 = element.text;
    }
    return documents == 1 || fail("the package does not have one document");
  }

  bool read_document() {
    OfdElements elements{"Page", "CustomTags"};
    if (!read_part(document_, elements)) return false;
    for (const OfdElement& element : elements.found) {
      if (element.name == "Page") {
        pages_.push_back({element.id, location_from(document_, element.location), {}, 0});
      } else {
        tags_ = location_from(document_, element.text);
      }
    }
    return !pages_.empty() || fail("the document has no pages");
  }

  bool read_pages() {
    for (Page& page : pages_) {
      OfdElements elements{"TextObject", "TextCode"};
      if (!read_part(page.part, elements)) return false;
      for (const OfdElement& element : elements.found) {
        if (element.name == "TextObject") {
          page.objects.push_back({element.id, {}});
        } else if (!page.objects.empty()) {
          page.objects.back().text += element.text;
        }
      }
    }
    return true;
  }

  bool read_tags() {
    if (tags_.empty()) return fail("the document has no tags");
    OfdElements list{"CustomTag", "FileLoc"};
    if (!read_part(tags_, list)) return false;
    std::string structure;
    for (std::size_t i = 0; i + 1 < list.found.size(); ++i) {
      if (list.found[i].type == kStructureTags) structure = location_from(tags_, list.found[i + 1].text);
    }
    if (structure.empty()) return fail("the tags have no structure");
    OfdElements references{"ObjectRef"};
    if (!read_part(structure, references)) return false;
    for (const OfdElement& reference : references.found) add(reference);
    for (const Page& page : pages_) result_.pages.push_back(tagged_text(page));
    return true;
  }

  void add(const OfdElement& reference) {
    ++result_.references;
    tagged_.insert(reference.text);
    const auto page = std::ranges::find(pages_, reference.page, &Page::id);
    if (page == pages_.end()) {
      ++result_.missing;
      return;
    }
    // Objects are tagged roughly in their order, so the search continues after the last one found.
    const std::vector<Object>& objects = page->objects;
    for (std::size_t step = 0; step < objects.size(); ++step) {
      const std::size_t index = (page->next + step) % objects.size();
      if (objects[index].id != reference.text) continue;
      page->next = index + 1;
      result_.text += objects[index].text;
      return;
    }
  }

  struct Object {
    std::string id;
    std::string text;
  };
  struct Page {
    std::string id;
    std::string part;
    std::vector<Object> objects;  // of text
    std::size_t next = 0;
  };

  std::string tagged_text(const Page& page) const {
    std::string text;
    for (const Object& object : page.objects) {
      if (tagged_.contains(object.id)) text += object.text;
    }
    return text;
  }

  package::ZipArchive& zip_;
  const IntakeLimits& limits_;
  std::string document_;
  std::string tags_;
  std::vector<Page> pages_;
  std::set<std::string, std::less<>> tagged_;
  std::string reason_;
  OfdText result_;
};

}  // namespace

ReadOfdText read_ofd_text(std::string_view bytes, const IntakeLimits& limits) {
  auto zip = package::ZipArchive::open(bytes, limits.zip());
  if (!zip) return base::Failure{OfdTextError{"the file is not a package that can be read", {}}};
  return OfdTextReader(*zip, limits).read();
}

std::string write_ofd_text(const ReadOfdText& read) {
  base::Json list = base::Json::list();
  if (!read) {
    list.add(read.error().reason);
    return list.text();
  }
  list.add(read->text).add(base::Json::list_of(read->pages)).add(read->references).add(read->missing);
  list.add(read->identifier).add(read->pdf_sha256);
  return list.text();
}

std::optional<ReadOfdText> parse_ofd_text(std::string_view text) {
  constexpr std::size_t kItems = 6;
  const std::optional<base::Json> read = base::parse_json(text);
  if (!read || !read->view().is_list()) return std::nullopt;
  const base::JsonView list = read->view();
  if (list.size() == 1 && list.at(0).is_text()) {
    return ReadOfdText(base::Failure{OfdTextError{std::string(list.at(0).text()), {}}});
  }
  if (list.size() != kItems || !list.at(0).is_text() || !list.at(1).is_list()) return std::nullopt;
  OfdText made;
  made.text = list.at(0).text();
  for (std::size_t i = 0; i < list.at(1).size(); ++i) {
    if (!list.at(1).at(i).is_text()) return std::nullopt;
    made.pages.emplace_back(list.at(1).at(i).text());
  }
  const auto references = list.at(2).number();
  const auto missing = list.at(3).number();
  if (!references || !missing || !list.at(4).is_text() || !list.at(5).is_text()) return std::nullopt;
  made.references = *references;
  made.missing = *missing;
  made.identifier = list.at(4).text();
  made.pdf_sha256 = list.at(5).text();
  return ReadOfdText(std::move(made));
}

}  // namespace gongwen::intake
