#include "proofing/detail/proof_text.h"

#include <algorithm>
#include <map>

namespace gongwen::proofing {
namespace {

using layout::Fragment;
using layout::FragmentKind;
using layout::Point;

/// Baselines nearer than this are those of one line.
constexpr LayoutUnit kSameLine = LayoutUnit::from_px(4);

bool has_class(std::string_view classes, std::string_view name) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (classes.substr(0, end) == name) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

bool has_class(BoxId box, std::string_view name, const layout::LayoutContext& context) {
  const boxes::Box& found = context.box(box);
  return found.part == boxes::BoxPart::Element && found.node &&
         has_class(context.dom.attribute_value(found.node, dom::AttributeName::Class), name);
}

bool is_title(BoxId box, const layout::LayoutContext& context) {
  const boxes::Box& found = context.box(box);
  return context.style_of(box).role == style::Role::Title ||
         (found.node && context.dom.is_element(found.node, dom::ElementName::H1));
}

bool is_in_cell(BoxId box, const layout::LayoutContext& context) {
  for (; box; box = context.box(box).parent) {
    if (context.box(box).kind == boxes::BoxKind::Cell) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(const layout::LayoutContext& context, std::size_t first_page) : context_(context), page_(first_page) {}

  ProofText read(const layout::DocumentLayout& document) {
    for (const layout::PageLayout& page : document.pages) {
      for_each_root(page, [&](const Fragment& fragment, Point position) { read_box(fragment, position); });
      ++page_;
    }
    number_lines();
    find_sizes();
    return std::move(text_);
  }

 private:
  void read_box(const Fragment& fragment, Point position) {
    if (fragment.is_repeated) return;
    if (fragment.kind == FragmentKind::Line) {
      read_line(fragment, position);
      return;
    }
    const BoxId outer = container_;
    if (fragment.kind == FragmentKind::Box && fragment.box) {
      container_ = fragment.box;
      width_ = fragment.size.width;
      note_places(fragment.box);
    }
    for (const layout::ChildFragment& child : fragment.children) {
      width_ = fragment.size.width;
      read_box(*child.fragment, position + child.offset);
    }
    container_ = outer;
  }

  void note_places(BoxId box) {
    if (has_class(box, "signature", context_)) text_.signatures.push_back({page_, box});
    if (has_class(box, "imprint", context_)) text_.imprints.push_back({page_, box});
  }

  void read_line(const Fragment& line, Point position) {
    if (!container_) return;
    const auto [found, is_new] = by_box_.try_emplace(container_, text_.paragraphs.size());
    if (is_new) {
      text_.paragraphs.push_back({});
      text_.paragraphs.back().box = container_;
      text_.paragraphs.back().is_title = is_title(container_, context_);
      const style::LengthPercentage& indent = context_.style_of(container_).text_indent.length;
      text_.paragraphs.back().is_indented = indent.resolve(width_) > LayoutUnit();
    }
    const std::size_t index = found->second;
    ProofLine read;
    read.page = page_;
    read.width = width_;
    read.baseline = position.y + line.baseline.value_or(line.size.height);
    read.begin = text_.paragraphs[index].text.size();
    read.left = LayoutUnit::max();
    read.fit = line.fit;
    line_right_ = position.x + line.size.width;
    read.lack = line.size.width;
    read_pieces(line, position, index, read);
    read.end = text_.paragraphs[index].text.size();
    if (read.end > read.begin) text_.paragraphs[index].lines.push_back(read);
  }

  /// Texts of the line, and boxes that are in it, which are separate containers.
  void read_pieces(const Fragment& fragment, Point position, std::size_t index, ProofLine& line) {
    for (const layout::ChildFragment& child : fragment.children) {
      const Point at = position + child.offset;
      if (child.fragment->kind == FragmentKind::Text && child.fragment->run != nullptr) {
        add_text(*child.fragment, index);
        line.left = std::min(line.left, at.x);
        line.lack = std::min(line.lack, line_right_ - at.x - child.fragment->size.width);
        if (line.size == base::FontSize()) line.size = child.fragment->run->size;
      } else if (child.fragment->kind == FragmentKind::InlineBox) {
        read_pieces(*child.fragment, at, index, line);
      } else if (child.fragment->kind == FragmentKind::Box) {
        line.left = std::min(line.left, at.x);
        line.lack = std::min(line.lack, line_right_ - at.x - child.fragment->size.width);
        const LayoutUnit right = line_right_;
        read_box(*child.fragment, at);
        line_right_ = right;
      }
    }
  }

  void add_text(const Fragment& fragment, std::size_t index) {
    text_.paragraphs[index].append(fragment);
    sizes_[index][fragment.run->size] += fragment.run->text.size();
  }

  /// Lines of one height on a page are one line; those of 版记 and notes count as well.
  void number_lines() {
    std::map<std::size_t, std::vector<ProofLine*>> pages;
    for (Paragraph& paragraph : text_.paragraphs) {
      for (ProofLine& line : paragraph.lines) pages[line.page].push_back(&line);
    }
    for (auto& [page, lines] : pages) {
      std::stable_sort(lines.begin(), lines.end(),
                       [](const ProofLine* a, const ProofLine* b) { return a->baseline < b->baseline; });
      int number = 0;
      LayoutUnit last = LayoutUnit::min();
      for (ProofLine* line : lines) {
        if (number == 0 || line->baseline - last > kSameLine) {
          ++number;
          last = line->baseline;
        }
        line->number = number;
      }
    }
  }

  static base::FontSize most_used(const std::map<base::FontSize, std::size_t>& sizes) {
    const auto most =
        std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == sizes.end() ? base::FontSize() : most->first;
  }

  /// A long list in small type is not the body; but a text that has nothing else is.
  void find_sizes() {
    std::map<base::FontSize, std::size_t> outside;
    std::map<base::FontSize, std::size_t> in_cells;
    for (auto& [index, sizes] : sizes_) {
      text_.paragraphs[index].size = most_used(sizes);
      if (text_.paragraphs[index].is_title) continue;
      auto& all = is_in_cell(text_.paragraphs[index].box, context_) ? in_cells : outside;
      for (const auto& [size, count] : sizes) all[size] += count;
    }
    text_.body_size = most_used(outside.empty() ? in_cells : outside);
  }

  const layout::LayoutContext& context_;
  ProofText text_;
  std::map<BoxId, std::size_t> by_box_;
  std::map<std::size_t, std::map<base::FontSize, std::size_t>> sizes_;  // characters of each size, by paragraph
  std::size_t page_;
  BoxId container_;
  LayoutUnit width_;
  LayoutUnit line_right_;  // of the line that is read
};

}  // namespace

void Paragraph::append(const layout::Fragment& fragment) {
  text += fragment.run->text;
  origins.resize(text.size(), fragment.origin);
}

const ProofLine& Paragraph::line_of(std::size_t character) const {
  const auto found =
      std::find_if(lines.begin(), lines.end(), [&](const ProofLine& line) { return character < line.end; });
  return found == lines.end() ? lines.back() : *found;
}

ProofText read_pages(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                     std::size_t first_page) {
  return Reader(context, first_page).read(document);
}

bool is_in_class(BoxId box, std::string_view name, const layout::LayoutContext& context) {
  for (; box; box = context.box(box).parent) {
    if (has_class(box, name, context)) return true;
  }
  return false;
}

}  // namespace gongwen::proofing
