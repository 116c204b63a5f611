#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/show.h"
#include "diagnostics/catalogue/texts/show.h"
#include "images/pixels.h"
#include "programs/show/detail/package_shower.h"
#include "sign/seal.h"

#include <algorithm>
#include <array>
#include <set>

// Everything of a document besides its pages: links and outline, seals, attachments, information.
namespace gongwen::show {

namespace messages = diagnostics::messages;

namespace {

constexpr int kMaxOutlineDepth = 32;
constexpr std::size_t kMaxOutlineItems = 20'000;
constexpr std::size_t kMaxLinks = 20'000;  // of a page

std::string lower_type(std::string_view type) { return base::ascii_lowercase(base::trim_ascii_space(type)); }

std::string data_address(std::string_view bytes) {
  std::string address = "data:application/octet-stream;base64,";
  base::append_base64(address, bytes);
  return address;
}

/// A picture without transparency as ink on the page: white lets the text below through, as on paper. Returns a PNG
/// file; nullopt if the picture itself states where its ink is.
std::optional<std::string> ink_of(const images::Image& image) {
  const auto* const raster = std::get_if<images::RasterImage>(&image.picture);
  if (raster == nullptr || raster->orientation != 1) return std::nullopt;
  images::Pixels pixels = images::unpack_pixels(*raster);
  for (std::size_t i = 0; i + 3 < pixels.rgba.size(); i += 4) {
    const auto channel = [&](std::size_t at) {
      return static_cast<unsigned char>(pixels.rgba[i + at]);
    };
    if (channel(3) < 255) return std::nullopt;
    const int alpha = 255 - std::min({channel(0), channel(1), channel(2)});
    for (std::size_t at = 0; at < 3 && alpha > 0; ++at) {
      pixels.rgba[i + at] = static_cast<char>((channel(at) - (255 - alpha)) * 255 / alpha);
    }
    pixels.rgba[i + 3] = static_cast<char>(alpha);
  }
  return images::write_png(pixels);
}

/// Whether a link may lead there: other schemes can start programs.
bool is_web_address(std::string_view address) {
  const std::string start = base::ascii_lowercase(address.substr(0, 8));
  return start.starts_with("http://") || start.starts_with("https://") || start.starts_with("mailto:");
}

const Element* first_action(const Element& object, std::string_view name) {
  const Element* const actions = object.child("Actions");
  for (std::size_t i = 0; actions != nullptr && i < actions->children.size(); ++i) {
    if (const Element* const found = actions->children[i].child(name)) return found;
  }
  return nullptr;
}

}  // namespace

std::optional<paint::Destination> PackageShower::destination_of(const Body& body, const Element& go) const {
  const Element* target = go.child("Dest");
  if (const Element* const named = go.child("Bookmark")) {
    const Element* const bookmarks = body.tree->child("Bookmarks");
    for (std::size_t i = 0; bookmarks != nullptr && i < bookmarks->children.size(); ++i) {
      const Element& bookmark = bookmarks->children[i];
      if (value_of(bookmark, "Name") == value_of(*named, "Name")) target = bookmark.child("Dest");
    }
  }
  if (target == nullptr) return std::nullopt;
  const auto page = std::ranges::find(body.pages, value_of(*target, "PageID"), &Page::id);
  if (page == body.pages.end()) return std::nullopt;
  const double left = read_number(value_of(*target, "Left")).value_or(page->box.left) - page->box.left;
  const double top = read_number(value_of(*target, "Top")).value_or(page->box.top) - page->box.top;
  return paint::Destination{body.first_page + static_cast<std::size_t>(page - body.pages.begin()),
                            {base::LayoutUnit::round_from_mm(left), base::LayoutUnit::round_from_mm(top)}};
}

void PackageShower::add_links(const Body& body, Page& page, const Element& object, const base::Transform& map,
                              const Box& box) {
  const Element* const actions = object.child("Actions");
  if (actions == nullptr || page.links.size() >= kMaxLinks || painted_ == nullptr) return;
  for (const Element& action : actions->children) {
    const std::string_view event = value_of(action, "Event");
    for (const Element& deed : action.children) {
      if (deed.name == "Region") continue;
      paint::LinkArea link;
      if (deed.name == "Goto" && event == "CLICK") {
        if (const auto to = destination_of(body, deed)) {
          const std::string name = fmt::format("link-{}", painted_->destinations.size() + 1);
          painted_->destinations[name] = *to;
          link.target = "#" + name;
          link.description = fmt::format("{}", to->page + 1);
        }
      } else if (deed.name == "URI" && event == "CLICK") {
        const std::string address = std::string(value_of(deed, "Base")) + std::string(value_of(deed, "URI"));
        if (is_web_address(address)) link.target = link.description = address;
      }
      if (link.target.empty()) {
        reporter_.of_object(messages::ShowActionLost, value_of(object, "ID"), deed.name);
        continue;
      }
      const base::PathPoint from = map.apply({box.left, box.top});
      const base::PathPoint to = map.apply({box.left + box.width, box.top + box.height});
      const auto [left, right] = std::minmax(from.x, to.x);
      const auto [top, bottom] = std::minmax(from.y, to.y);
      link.rects.push_back(
          {{base::LayoutUnit::round_from_px(left), base::LayoutUnit::round_from_px(top)},
           {base::LayoutUnit::round_from_px(right - left), base::LayoutUnit::round_from_px(bottom - top)}});
      link.element = structure_->add(paint::StructureTree::root(), paint::StructureRole::Link, {});
      const std::size_t number =
          body.first_page +
          static_cast<std::size_t>(std::ranges::find_if(body.pages, [&](const Page& one) { return &one == &page; }) -
                                   body.pages.begin());
      structure_->add_kid(link.element, paint::LinkReference{static_cast<std::uint32_t>(number),
                                                             static_cast<std::uint32_t>(page.links.size())});
      page.links.push_back(std::move(link));
    }
  }
}

void PackageShower::read_outline(const Body& body, const Element& parent, int level, ShownDocument& shown) {
  for (const Element& item : parent.children) {
    if (item.name != "OutlineElem") continue;
    if (level > kMaxOutlineDepth || shown.painted.outline.size() >= kMaxOutlineItems) {
      reporter_.of_file(messages::ShowPartLost, "Outlines");
      return;
    }
    const Element* const go = first_action(item, "Goto");
    const auto destination = go == nullptr ? std::nullopt : destination_of(body, *go);
    const bool is_lost = !destination && (go != nullptr || item.child("Actions") != nullptr);
    if (is_lost) reporter_.of_file(messages::ShowOutlineLost, value_of(item, "Title"));
    paint::OutlineItem made;
    made.level = level;
    made.title = value_of(item, "Title");
    made.is_open = read_flag(value_of(item, "Expanded"), true);
    // An entry without a destination, such as one that only groups others, leads to the first page.
    made.destination = destination.value_or(paint::Destination{body.first_page, {}});
    shown.painted.outline.push_back(std::move(made));
    read_outline(body, item, level + 1, shown);
  }
}

void PackageShower::read_attachments(const Body& body, ShownDocument& shown) {
  std::string list;
  const Element* const tree = listed_tree(*body.tree, "Attachments", body.path, list);
  if (tree == nullptr) return;
  std::set<std::string> names;
  for (const Element& listed : tree->children) {
    if (listed.name != "Attachment") continue;
    const std::string path = location(listed, "FileLoc", list);
    auto bytes = parts_.bytes(path);
    if (!bytes) {
      reporter_.of_file(messages::ShowPartLost, path.empty() ? std::string(value_of(listed, "Name")) : path);
      continue;
    }
    // A name must not lead to another folder when the attachment is saved.
    std::string name(value_of(listed, "Name"));
    std::ranges::replace(name, '\\', '/');
    name = base::file_name(name);
    const std::string file(base::file_name(path));
    if (name.empty()) name = file;
    // The name that people see often lacks the ending.
    const std::size_t dot = file.rfind('.');
    if (name.find('.') == std::string::npos && dot != std::string::npos) name += file.substr(dot);
    std::string unique = name;
    for (int i = 2; !names.insert(unique).second; ++i) unique = fmt::format("{}-{}", i, name);
    shown.attachments.push_back({std::move(unique), *std::move(bytes)});
  }
}

void PackageShower::read_information(ShownDocument& shown) const {
  const Element* const info = bodies_.front().entry->child("DocInfo");
  if (info == nullptr) return;
  const auto text_of_child = [&](std::string_view name) {
    const Element* const child = info->child(name);
    return child == nullptr ? std::string() : std::string(base::trim_ascii_space(child->text));
  };
  paint::DocumentInformation& information = shown.painted.information;
  information.title = text_of_child("Title");
  information.author = text_of_child("Author");
  information.subject = text_of_child("Subject");
  if (const Element* const keywords = info->child("Keywords")) {
    for (const Element& keyword : keywords->children) {
      if (!information.keywords.empty()) information.keywords += ", ";
      information.keywords += base::trim_ascii_space(keyword.text);
    }
  }
  const std::string date = text_of_child("CreationDate").substr(0, 10);
  constexpr std::array<std::size_t, 8> kDigits{0, 1, 2, 3, 5, 6, 8, 9};
  const bool is_date = date.size() == 10 && date[4] == '-' && date[7] == '-' &&
                       std::ranges::all_of(kDigits, [&](std::size_t i) { return base::is_ascii_digit(date[i]); });
  if (is_date) information.date = date;
}

// Seals: pictures at their places, above everything else.

void PackageShower::paint_stamp(Body& body, const Element& stamp, const std::string& picture_type,
                                const std::string& picture, ShownDocument& shown) {
  const std::string_view id = value_of(stamp, "ID");
  const auto page = std::ranges::find(body.pages, value_of(stamp, "PageRef"), &Page::id);
  const auto box = read_box(value_of(stamp, "Boundary"));
  if (page == body.pages.end() || !box) {
    reporter_.of_file(messages::ShowPartLost,
                      fmt::format("StampAnnot {} (PageRef {})", id, value_of(stamp, "PageRef")));
    return;
  }
  reporter_.set_page(body.first_page + static_cast<std::size_t>(page - body.pages.begin()));
  const base::Transform map = frame_of(*page).map;
  const auto clip = read_box(value_of(stamp, "Clip"));
  if (clip) {
    base::Path path;
    path.add_rect(box->left + clip->left, box->top + clip->top, box->left + clip->left + clip->width,
                  box->top + clip->top + clip->height);
    base::Path placed;
    placed.append(path, map);
    page->canvas->push_clip(std::move(placed), base::FillRule::NonZero);
  }
  bool is_drawn = false;
  if (lower_type(picture_type) == "ofd") {
    if (auto parts = PackageParts::open(picture)) {
      seals_.push_back(std::make_unique<PackageShower>(*std::move(parts), library_, reporter_, counts_));
      is_drawn = seals_.back()->show_first_page(*page->canvas, map, *box);
    }
  } else {
    images::ImageId image = images_.load(data_address(picture), {});
    if (image) {
      const auto ink = ink_of(images_.image(image));
      if (ink) image = images_.load(data_address(*ink), {});
    }
    if (image) {
      const base::PathPoint from = map.apply({box->left, box->top});
      page->canvas->figure(
          images_.image(image),
          {{base::LayoutUnit::round_from_px(from.x), base::LayoutUnit::round_from_px(from.y)},
           {base::LayoutUnit::round_from_mm(box->width), base::LayoutUnit::round_from_mm(box->height)}},
          diagnostics::texts::ShowSealAlternative.in(diagnostics::Language::Chinese, id));
      is_drawn = true;
    }
  }
  if (clip) page->canvas->pop_clip();
  if (is_drawn) ++shown.seals;
  reporter_.of_page(is_drawn ? messages::ShowSealNotVerified : messages::ShowSealLost, id);
}

void PackageShower::paint_seals(Body& body, ShownDocument& shown) {
  std::string list;
  const Element* const tree = listed_tree(*body.entry, "Signatures", "OFD.xml", list);
  if (tree == nullptr) return;
  for (const Element& listed : tree->children) {
    if (listed.name != "Signature") continue;
    const std::string path = ofd_check::resolve_location(list, value_of(listed, "BaseLoc")).value_or("");
    const Element* const signature = parts_.tree(path);
    const Element* const info = signature == nullptr ? nullptr : signature->child("SignedInfo");
    if (info == nullptr) {
      reporter_.of_file(messages::ShowPartLost, path.empty() ? list : path);
      continue;
    }
    std::optional<sign::SealPicture> picture;
    if (const Element* const seal = info->child("Seal")) {
      const auto bytes = parts_.bytes(location(*seal, "BaseLoc", path));
      if (bytes) picture = sign::find_seal_picture(*bytes);
    }
    if (!picture) {
      const auto bytes = parts_.bytes(location(*signature, "SignedValue", path));
      if (bytes) picture = sign::find_seal_picture(*bytes);
    }
    for (const Element& stamp : info->children) {
      if (stamp.name != "StampAnnot") continue;
      paint_stamp(body, stamp, picture ? picture->type : std::string(), picture ? picture->bytes : std::string(),
                  shown);
    }
  }
}

}  // namespace gongwen::show
