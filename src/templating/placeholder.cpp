namespace gongwen::templating {}
