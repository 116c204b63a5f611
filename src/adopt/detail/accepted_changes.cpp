#include "adopt/detail/accepted_changes.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::adopt {
namespace {

using word::kNoIndex;
using word::PartElement;

bool is_one_of(const PartElement& element, std::initializer_list<std::string_view> names) {
  return element.is_word && std::find(names.begin(), names.end(), element.name) != names.end();
}

/// Former formats, and the starts and ends of moved text and of comments.
bool is_mark(const PartElement& element) {
  return is_one_of(element, {"rPrChange",
                             "pPrChange",
                             "sectPrChange",
                             "tblPrChange",
                             "tblGridChange",
                             "tblPrExChange",
                             "trPrChange",
                             "tcPrChange",
                             "numberingChange",
                             "moveFromRangeStart",
                             "moveFromRangeEnd",
                             "moveToRangeStart",
                             "moveToRangeEnd",
                             "customXmlInsRangeStart",
                             "customXmlInsRangeEnd",
                             "customXmlDelRangeStart",
                             "customXmlDelRangeEnd",
                             "customXmlMoveFromRangeStart",
                             "customXmlMoveFromRangeEnd",
                             "customXmlMoveToRangeStart",
                             "customXmlMoveToRangeEnd",
                             "commentRangeStart",
                             "commentRangeEnd"});
}

class ChangeAcceptor {
 public:
  explicit ChangeAcceptor(PartEdits& part) : part_(part) {}

  void run() {
    for (std::uint32_t at = 0; at < part_.elements().all.size(); ++at) {
      const PartElement& element = part_.element(at);
      if (is_mark(element)) {
        part_.remove(element);
      } else if (element.is("commentReference")) {
        remove_reference(at);
      } else if (is_one_of(element, {"del", "moveFrom"})) {
        remove(at);
      } else if (is_one_of(element, {"ins", "moveTo"})) {
        keep(element);
      } else if (element.is("p") && is_deleted(at)) {
        part_.remove(element);
      }
    }
  }

 private:
  std::string_view parent_name(std::uint32_t at) const {
    const std::uint32_t parent = part_.element(at).parent;
    return parent == kNoIndex ? std::string_view() : std::string_view(part_.element(parent).name);
  }

  /// Text, the mark of a paragraph, or a whole row.
  void remove(std::uint32_t at) {
    const PartElement& element = part_.element(at);
    if (parent_name(at) == "trPr") {
      const PartElement& row = part_.element(part_.element(element.parent).parent);
      if (row.is("tr")) return part_.remove(row);
    }
    part_.remove(element);
  }

  void keep(const PartElement& element) {
    if (element.is_empty()) return part_.remove(element);
    part_.replace(element.begin, element.inner_begin, {});
    part_.replace(element.inner_end, element.end, {});
  }

  /// Removes it together with the run around it, which has no other content.
  void remove_reference(std::uint32_t at) {
    const std::uint32_t parent = part_.element(at).parent;
    if (parent == kNoIndex || !part_.element(parent).is("r")) return part_.remove(part_.element(at));
    for (std::uint32_t child = parent + 1; child < part_.element(parent).after_children;
         child = part_.element(child).after_children) {
      if (child != at && !part_.element(child).is("rPr")) return part_.remove(part_.element(at));
    }
    part_.remove(part_.element(parent));
  }

  /// A cell, a note and the like keep their last paragraph, and a section the one that ends it.
  bool is_deleted(std::uint32_t at) const {
    const PartElement& paragraph = part_.element(at);
    const std::uint32_t properties = part_.elements().child(at, "pPr");
    if (properties == kNoIndex || part_.elements().child(properties, "sectPr") != kNoIndex) return false;
    const std::uint32_t run = part_.elements().child(properties, "rPr");
    if (run == kNoIndex) return false;
    const bool has_deleted_mark =
        part_.elements().child(run, "del") != kNoIndex || part_.elements().child(run, "moveFrom") != kNoIndex;
    if (!has_deleted_mark) return false;
    for (std::uint32_t child = at + 1; child < paragraph.after_children; child = part_.element(child).after_children) {
      if (child != properties && !is_one_of(part_.element(child), {"del", "moveFrom"}) &&
          !is_mark(part_.element(child)))
        return false;
    }
    const std::uint32_t next = paragraph.after_children;
    return next < part_.elements().all.size() && part_.element(next).parent == paragraph.parent &&
           part_.element(next).is("p");
  }

  PartEdits& part_;
};

}  // namespace

void accept_changes(PartEdits& part) { ChangeAcceptor(part).run(); }

}  // namespace gongwen::adopt
