#include "ofd/detail/navigation.h"

namespace gongwen::ofd {
namespace {

/// Ours: OFD leaves the names of tags to whoever writes them.
constexpr std::string_view kStructureNamespace = "urn:gongwen:structure:1";

std::string_view scope_name(paint::HeaderScope scope) {
  switch (scope) {
    case paint::HeaderScope::None: break;
    case paint::HeaderScope::Column: return "Column";
    case paint::HeaderScope::Row: return "Row";
    case paint::HeaderScope::Both: return "Both";
  }
  return {};
}

class TagsWriter {
 public:
  TagsWriter(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
             const std::vector<Identifier>& pages)
      : tree_(tree), objects_(objects), pages_(pages) {}

  std::string write() {
    std::size_t count = 0;
    for (const ContentObjects& page : objects_) {
      for (const std::vector<Identifier>& content : page) count += content.size();
    }
    constexpr std::size_t kUsualRoom = 64;  // of an object, with its share of the elements
    out_.reserve(kUsualRoom * count);
    out_ = kXmlHead;
    append(paint::StructureTree::root(), true);
    return std::move(out_);
  }

 private:
  void append(paint::ElementId id, bool is_root) {
    const paint::StructureElement& element = tree_.element(id);
    const std::string_view name = paint::role_name(element.role);
    out_.append("<gw:").append(name);
    if (is_root) out_.append(" xmlns:gw=\"").append(kStructureNamespace).append("\"").append(kNamespace);
    append_facts(element);
    if (element.kids.empty()) {
      out_ += "/>";
      return;
    }
    out_ += ">";
    for (const paint::StructureKid& kid : element.kids) {
      if (const auto* const child = std::get_if<paint::ElementId>(&kid)) append(*child, false);
      if (const auto* const content = std::get_if<paint::ContentReference>(&kid)) append_content(*content);
    }
    out_.append("</gw:").append(name).append(">");
  }

  void append_facts(const paint::StructureElement& element) {
    const auto append_text = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) out_.append(" ").append(name).append("=\"").append(xml_attribute(value)).append("\"");
    };
    append_text("Lang", element.details->language);
    append_text("Alt", element.details->alternative);
    append_text("Expansion", element.details->expansion);
    append_text("Scope", scope_name(element.scope));
    if (element.row_span > 1) append_number_attribute(out_, "RowSpan", element.row_span);
    if (element.column_span > 1) append_number_attribute(out_, "ColSpan", element.column_span);
  }

  void append_content(const paint::ContentReference& content) {
    if (content.page >= objects_.size() || content.content >= objects_[content.page].size()) return;
    const std::vector<Identifier>& objects = objects_[content.page][content.content];
    constexpr std::size_t kTags = 48;
    XmlPen pen(out_, objects.size() * (kTags + 2 * XmlPen::kMaxNumber));
    for (const Identifier object : objects) {
      pen.put("<ofd:ObjectRef PageRef=\"");
      pen.number(pages_[content.page]);
      pen.put("\">");
      pen.number(object);
      pen.put("</ofd:ObjectRef>");
    }
  }

  const paint::StructureTree& tree_;
  const std::vector<ContentObjects>& objects_;
  const std::vector<Identifier>& pages_;
  std::string out_;
};

}  // namespace

std::string structure_tags(const paint::StructureTree& tree, const std::vector<ContentObjects>& objects,
                           const std::vector<Identifier>& pages) {
  return TagsWriter(tree, objects, pages).write();
}

}  // namespace gongwen::ofd
