// An issue as an article for WeChat's editor, which keeps only style attributes: a page to copy from, a cover, and the
// whole text as one long picture. The engine draws the pictures from HTML.
#pragma once

#include "dom/tree.h"
#include "engine/runs/kind_run.h"
#include "gongwen/engine.h"
#include "store/publish/detail/site.h"
#include "store/publish/detail/verify.h"
#include "store/store.h"

#include <string>
#include <vector>

namespace gongwen::publish {

struct ArticleSource {
  std::string title;      // of the document: 网络安全标准化工作月报2026年第7期
  std::string series;     // title of the periodical; `title` may begin with it
  std::string issuer;     // may be empty
  std::string text;       // contents of text.html
  std::string stem;       // of file names
  std::string file_lang;  // zh-CN
  std::vector<SectionHeadings> sections;
};

/// `bulletin.wechat.html`, `bulletin.long.png` (further ones if the text is too long for one) and the cover. Empty if a
/// picture could not be drawn. Reports: internal errors of the page.
std::vector<SiteFile> make_article(const ArticleSource& source, engine::FontSource& fonts, const RenderOptions& options,
                                   const store::Workspace& workspace);

}  // namespace gongwen::publish
