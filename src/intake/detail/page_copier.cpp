#include "intake/detail/page_copier.h"

#include "base/format.h"
#include "base/utf8.h"
#include "intake/detail/annotation_look.h"
#include "intake/detail/object_copier.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"
#include "intake/detail/pdf_library.h"
#include "intake/detail/tag_copier.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>

// Takes pages out of a PDF. What a page shows becomes one form XObject (ISO 32000-2, 8.10): its content, and over it
// the appearances of its annotations, as a viewer shows them (12.5.5). Links are kept as data.
namespace gongwen::intake {
namespace {

/// Maps the space of a page's content to the page as displayed, in points from its lower left corner.
struct Shown {
  PdfRectangle box;
  int rotation = 0;
  double unit = 1;  // points per unit of the content

  double width() const { return unit * (rotation % 180 == 0 ? box.right - box.left : box.top - box.bottom); }
  double height() const { return unit * (rotation % 180 == 0 ? box.top - box.bottom : box.right - box.left); }

  std::array<double, 6> matrix() const {
    switch (rotation) {
      case 90: return {0, -unit, unit, 0, -unit * box.bottom, unit * box.right};
      case 180: return {-unit, 0, 0, -unit, unit * box.right, unit * box.top};
      case 270: return {0, unit, -unit, 0, unit * box.top, -unit * box.left};
      default: return {unit, 0, 0, unit, -unit * box.left, -unit * box.bottom};
    }
  }

  std::pair<double, double> point(double x, double y) const {
    const auto [a, b, c, d, e, f] = matrix();
    return {a * x + c * y + e, b * x + d * y + f};
  }

  /// As left, top, right, bottom from the upper left corner.
  std::array<double, 4> from_top(const PdfRectangle& rectangle) const {
    const auto [x0, y0] = point(rectangle.left, rectangle.bottom);
    const auto [x1, y1] = point(rectangle.right, rectangle.top);
    return {std::min(x0, x1), height() - std::max(y0, y1), std::max(x0, x1), height() - std::min(y0, y1)};
  }
};

std::string numbers(std::span<const double> values) {
  std::string out;
  for (const double value : values) {
    if (!out.empty()) out += ' ';
    // Never with an exponent, which PDF does not have.
    std::string number = fmt::format("{:.5f}", value);
    number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
    out += number == "-0" ? "0" : number;
  }
  return out;
}

std::string numbers(const PdfRectangle& box) { return numbers(std::array{box.left, box.bottom, box.right, box.top}); }

/// The value of `pdfaid:part` in XMP, which is written as an attribute or as an element.
std::string xmp_value(std::string_view xmp, std::string_view name) {
  const std::size_t found = xmp.find(name);
  if (found == std::string_view::npos) return {};
  std::string_view rest = xmp.substr(found + name.size(), 64);
  rest.remove_prefix(std::min(rest.find_first_not_of(" =\"'>\r\n\t"), rest.size()));
  return std::string(rest.substr(0, rest.find_first_of("\"'< \r\n\t")));
}

/// Addresses that a document may lead to; others start programs or open files.
bool is_safe_address(std::string_view address) {
  const std::string lower = base::ascii_lowercase(address.substr(0, 16));
  for (const std::string_view scheme : {"http://", "https://", "mailto:", "tel:"}) {
    if (lower.starts_with(scheme)) return true;
  }
  return false;
}

class PageCopier {
 public:
  PageCopier(const PdfFile& pdf, const IntakeLimits& limits, CopiedPages& out)
      : pdf_(pdf), limits_(limits), out_(out), layers_(pdf.root()), copier_(out.objects, layers_, limits) {}

  void run(const std::vector<PageRange>& ranges) {
    const std::vector<PdfObject> all = pdf_.pages();
    out_.facts.page_count = static_cast<std::uint32_t>(all.size());
    if (all.empty()) throw CopyRefused();
    choose(all, ranges);
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      if (pages_[i].id() != 0) page_of_.try_emplace(pages_[i].id(), static_cast<std::uint32_t>(i));
    }
    read_facts();
    for (const PdfObject& page : pages_) copy_page(page);
    copier_.finish();
    // Tags refer to copies of forms, so they come after these.
    TagCopier(pdf_, copier_, link_of_, page_of_, limits_, out_).run();
    copier_.finish();
    out_.facts.missing_fonts = copier_.missing_fonts();
    out_.facts.has_hidden_layers = copier_.has_hidden_layers();
    std::size_t count = 0;
    copy_bookmarks(pdf_.root().get("/Outlines").get("/First"), 1, count);
  }

 private:
  void choose(const std::vector<PdfObject>& all, const std::vector<PageRange>& ranges) {
    if (ranges.empty()) pages_ = all;
    for (const PageRange& range : ranges) {
      if (range.last > all.size()) throw CopyRefused{CopyState::NoSuchPage};
      for (std::uint32_t page = range.first; page <= range.last; ++page) pages_.push_back(all[page - 1]);
    }
  }

  void read_facts() {
    CopiedFacts& facts = out_.facts;
    const PdfObject root = pdf_.root();
    const PdfObject title = pdf_.trailer().get("/Info").get("/Title");
    facts.title = decode_pdf_string(title.bytes()).text;
    facts.language = decode_pdf_string(root.get("/Lang").bytes()).text;
    if (const auto xmp = unpacked_bytes(root.get("/Metadata"), limits_.max_string_bytes, limits_)) {
      const std::string part = xmp_value(*xmp, "pdfaid:part");
      if (part.size() == 1 && part >= "1" && part <= "9")
        facts.archive_part = static_cast<std::uint32_t>(part[0] - '0');
      const std::string level = xmp_value(*xmp, "pdfaid:conformance");
      if (level.size() == 1) facts.archive_level = base::is_ascii_alpha(level[0]) ? level : "";
      facts.is_accessible = xmp_value(*xmp, "pdfuaid:part") == "1";
    }
    const PdfObject intents = root.get("/OutputIntents");
    for (std::size_t i = 0; i < std::min<std::size_t>(intents.size(), 16); ++i) {
      const PdfObject profile = intents.at(i).get("/DestOutputProfile");
      if (profile.is_stream() && profile.get("/N").integer().value_or(3) != 3) facts.has_press_colors = true;
    }
    facts.is_tagged =
        root.get("/StructTreeRoot").get("/K").is_array() || root.get("/StructTreeRoot").get("/K").is_dictionary();
    const PdfFieldList fields = collect_pdf_fields(pdf_, layers_, limits_);
    for (const PdfField& field : fields.fields) {
      if (field.type == "Sig" && field.value.is_dictionary()) ++facts.signatures;
    }
    const PdfObject form = root.get("/AcroForm");
    facts.is_xfa_only = !form.get("/XFA").is_null() && fields.fields.empty();
    facts.files = count_files(root.get("/Names").get("/EmbeddedFiles"));
    ReturnedFile active;
    report_active_content(pdf_, limits_, active);
    facts.has_scripts = !active.notices.empty();
  }

  std::uint32_t count_files(const PdfObject& tree) const {
    std::size_t count = 0;
    visit_name_tree(tree, limits_, [&count](const PdfObject& names) { count += names.size() / 2; });
    return static_cast<std::uint32_t>(std::min(count, limits_.max_names));
  }

  static Shown shown_of(const PdfObject& page) {
    // A page without a box is Letter-sized for most viewers.
    PdfRectangle box{0, 0, 612, 792};
    const std::optional<PdfRectangle> media = read_rectangle(inherited_entry(page, "/MediaBox"));
    const std::optional<PdfRectangle> crop = read_rectangle(inherited_entry(page, "/CropBox"));
    if (media) box = *media;
    if (crop) {
      const PdfRectangle both{std::max(box.left, crop->left), std::max(box.bottom, crop->bottom),
                              std::min(box.right, crop->right), std::min(box.top, crop->top)};
      if (both.left < both.right && both.bottom < both.top) box = both;
    }
    Shown shown{box};
    const auto turned = inherited_entry(page, "/Rotate").integer();
    shown.rotation = turned && *turned % 90 == 0 ? static_cast<int>((*turned % 360 + 360) % 360) : 0;
    shown.unit = std::clamp(number_of(page.get("/UserUnit"), 1), 0.01, 100.0);
    const bool is_sound =
        shown.width() >= 3 && shown.height() >= 3 && shown.width() <= 14'400 && shown.height() <= 14'400;
    if (!is_sound) throw CopyRefused();
    return shown;
  }

  /// The content, and over it the appearances of annotations: if there are any, the content is a form inside, so that
  /// whatever state it leaves behind does not reach them.
  void copy_page(const PdfObject& page) {
    const Shown shown = shown_of(page);
    CopiedPage copied;
    copied.width = shown.width();
    copied.height = shown.height();
    std::optional<std::string> content = page.page_content(limits_.max_stream_bytes);
    if (!content) throw CopyRefused();
    const PdfObject group = page.get("/Group");
    copied.has_transparency = group.is_dictionary();
    const PdfObject resources = inherited_entry(page, "/Resources");
    std::string entries = "/Type/XObject/Subtype/Form/BBox[" + numbers(shown.box) + "]";
    const std::string matrix = "/Matrix[" + numbers(shown.matrix()) + "]";
    std::string inner = entries + "/Resources " + (resources.is_dictionary() ? copier_.written(resources) : "<<>>");
    if (group.is_dictionary()) inner += "/Group " + copier_.written(group);
    std::string drawn;
    std::string names;
    copy_annotations(page, shown, copied, drawn, names);
    if (drawn.empty()) {
      copied.form = copier_.add_stream(inner + matrix, *std::move(content));
      copied.streams.push_back({copied.form, 0});
    } else {
      const std::uint32_t below = copier_.add_stream(inner, *std::move(content));
      copied.form = copier_.add_stream(
          entries + matrix + "/Resources<</XObject<</P " + ObjectCopier::reference(below) + names + ">>>>",
          "/P Do\n" + drawn);
      copied.streams.push_back({below, 0});
    }
    out_.pages.push_back(std::move(copied));
  }

  void copy_annotations(const PdfObject& page, const Shown& shown, CopiedPage& copied, std::string& drawn,
                        std::string& names) {
    CopiedFacts& facts = out_.facts;
    const PdfObject annotations = page.get("/Annots");
    const std::size_t count = std::min(annotations.size(), limits_.max_fields);
    for (std::size_t i = 0; i < count; ++i) {
      const PdfObject annotation = annotations.at(i);
      const std::string type = annotation.get("/Subtype").name();
      const bool is_hidden = has_hiding_flags(annotation) || layers_.is_off(annotation.get("/OC"));
      if (!annotation.is_dictionary() || type == "Popup" || is_hidden) continue;
      if (type == "Link") {
        copy_link(annotation, shown, copied);
        if (!annotation.get("/AP").is_dictionary()) continue;
      }
      const bool is_drawn = draw(annotation, drawn, names);
      if (type == "Widget") {
        facts.fields += is_drawn ? 1 : 0;
        facts.unseen_values += !is_drawn && has_value(annotation) ? 1 : 0;
      } else if (type != "Link") {
        (is_drawn ? facts.comments : facts.unseen_comments) += 1;
      }
    }
  }

  /// Whether viewers that make appearances by themselves would show something.
  static bool has_value(const PdfObject& widget) {
    const PdfObject value = inherited_entry(widget, "/V");
    // Of the buttons of a choice, the one whose own state is not Off is on.
    const PdfObject state = widget.get("/AS").is_name() ? widget.get("/AS") : value;
    const bool is_on = value.is_name() && state.is_name() && !state.name().empty() && state.name() != "Off";
    return is_on || (value.is_string() && !value.bytes().empty()) || value.is_array() || value.is_stream();
  }

  /// Draws the normal appearance into the rectangle of the annotation.
  bool draw(const PdfObject& annotation, std::string& drawn, std::string& names) {
    const std::optional<AnnotationLook> look = look_of(annotation);
    if (!look) return false;
    const std::string name = "A" + std::to_string(++drawn_count_);
    names += "/" + name + " " + ObjectCopier::reference(copier_.copy(look->form));
    drawn += "q " + numbers(look->placed) + " cm /" + name + " Do Q\n";
    return true;
  }

  void copy_link(const PdfObject& annotation, const Shown& shown, CopiedPage& copied) {
    const std::optional<PdfRectangle> place = read_rectangle(annotation.get("/Rect"));
    const PdfObject action = annotation.get("/A");
    CopiedLink link;
    bool is_kept = place.has_value();
    if (action.get("/S").name() == "URI") {
      link.address = decode_pdf_string(action.get("/URI").bytes()).text;
      is_kept = is_kept && is_safe_address(link.address);
    } else {
      const PdfObject target = action.get("/S").name() == "GoTo" ? action.get("/D") : annotation.get("/Dest");
      const auto found = find_target(target);
      is_kept = is_kept && found.has_value();
      if (found) std::tie(link.page, link.top) = *found;
    }
    if (!is_kept) {
      ++out_.facts.lost_links;
      return;
    }
    link.box = shown.from_top(*place);
    link.text = decode_pdf_string(annotation.get("/Contents").bytes()).text;
    if (annotation.id() != 0) {
      link_of_[annotation.id()] = {static_cast<std::uint32_t>(out_.pages.size()),
                                   static_cast<std::uint32_t>(copied.links.size())};
    }
    copied.links.push_back(std::move(link));
  }

  /// A copied page, and the distance from its top.
  std::optional<std::pair<std::uint32_t, double>> find_target(PdfObject target) {
    if (target.is_name()) target = pdf_.root().get("/Dests").get("/" + target.name());
    if (target.is_string()) target = named_target(target.bytes());
    if (target.is_dictionary()) target = target.get("/D");
    const auto page = page_of_.find(target.at(0).id());
    if (target.at(0).id() == 0 || page == page_of_.end()) return std::nullopt;
    const std::string kind = target.at(1).name();
    const Shown shown = shown_of(pages_[page->second]);
    double left = shown.box.left;
    double top = shown.box.top;
    if (kind == "XYZ") {
      left = number_of(target.at(2), left);
      top = number_of(target.at(3), top);
    } else if (kind == "FitH" || kind == "FitBH") {
      top = number_of(target.at(2), top);
    } else if (kind == "FitR") {
      top = number_of(target.at(5), top);
    }
    const double from_top = shown.height() - shown.point(left, top).second;
    return std::pair{page->second, std::clamp(from_top, 0.0, shown.height())};
  }

  PdfObject named_target(const std::string& name) {
    if (!targets_) {
      targets_.emplace();
      visit_name_tree(pdf_.root().get("/Names").get("/Dests"), limits_, [this](const PdfObject& names) {
        for (std::size_t i = 0; i + 1 < names.size() && targets_->size() < limits_.max_objects; i += 2) {
          targets_->try_emplace(names.at(i).bytes(), names.at(i + 1));
        }
      });
    }
    const auto found = targets_->find(name);
    return found == targets_->end() ? PdfObject() : found->second;
  }

  /// Bookmarks of pages that are not copied are left out; those below them move up.
  void copy_bookmarks(PdfObject item, std::int32_t level, std::size_t& count) {
    while (item.is_dictionary() && ++count <= limits_.max_names && level <= 32) {
      // Each bookmark is in one place; a list that leads back into itself ends there.
      if (item.id() != 0 && !seen_bookmarks_.insert(item.id()).second) return;
      const PdfObject action = item.get("/A");
      const auto target = find_target(action.get("/S").name() == "GoTo" ? action.get("/D") : item.get("/Dest"));
      const std::string title = decode_pdf_string(item.get("/Title").bytes()).text;
      const bool is_kept = target && !base::trim_ascii_space(title).empty();
      if (is_kept) out_.bookmarks.push_back({level, title, target->first, target->second});
      copy_bookmarks(item.get("/First"), is_kept ? level + 1 : level, count);
      item = item.get("/Next");
    }
  }

  const PdfFile& pdf_;
  const IntakeLimits& limits_;
  CopiedPages& out_;
  PdfLayers layers_;
  ObjectCopier copier_;
  std::vector<PdfObject> pages_;
  std::size_t drawn_count_ = 0;
  std::map<int, std::uint32_t> page_of_;
  std::optional<std::map<std::string, PdfObject>> targets_;  // of links, by name; read when first needed
  std::set<int> seen_bookmarks_;
  std::map<int, std::pair<std::uint32_t, std::uint32_t>> link_of_;  // page and link, by the annotation's number
};

CopiedPages without_pages(CopyState state, std::uint32_t count = 0) {
  CopiedPages pages;
  pages.state = state;
  pages.facts.page_count = count;
  return pages;
}

}  // namespace

CopiedPages copy_pages(std::string_view bytes, const std::vector<PageRange>& ranges, const IntakeLimits& limits) {
  if (load_pdf_library()) return without_pages(CopyState::NoLibrary);
  PdfFile pdf;
  if (const std::optional<PdfError> error = pdf.open(bytes)) {
    return without_pages(*error == PdfError::Encrypted ? CopyState::Encrypted : CopyState::Damaged);
  }
  if (!pdf.trailer().get("/Encrypt").is_null()) return without_pages(CopyState::Encrypted);
  CopiedPages pages;
  try {
    PageCopier(pdf, limits, pages).run(ranges);
    pages.state = CopyState::Ready;
    return pages;
  } catch (const CopyRefused& refused) {
    return without_pages(refused.state, pages.facts.page_count);
  }
}

}  // namespace gongwen::intake
