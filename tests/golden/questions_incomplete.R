# The same questions of rows with gaps and of ordered variables.
# Run in tests/golden: Rscript questions_incomplete.R (lavaan 0.6-14).
suppressMessages(library(lavaan))
options(warn = -1, digits = 10)
plain <- function(x) unclass(as.matrix(x))
fitted <- function(case) {
  opts <- jsonlite::fromJSON(file.path("cases", case, "opts.json"))
  fun <- if (is.null(opts$fun)) "sem" else opts$fun
  rows <- read.csv(file.path("cases", case, "data.csv"))
  model <- paste(readLines(file.path("cases", case, "model.lav")), collapse = "\n")
  do.call(fun, c(list(model, rows), opts[setdiff(names(opts), c("fun", "se", "bootstrap"))]))
}
out <- list()
for (case in c("hs_wlsmv", "hs_ordinal_dwls", "paperL_ordinal", "hs_mixed_ordinal", "hs_fiml", "paperL_fiml", "pd_fiml")) {
  fit <- fitted(case)
  mi <- modindices(fit, sort. = TRUE, maximum.number = 15)
  res <- lavResiduals(fit, type = "cor.bollen", add.labels = FALSE, add.class = FALSE)
  found <- list(mi = mi[, c("lhs", "op", "rhs", "mi", "epc", "sepc.lv", "sepc.all")], names = lavNames(fit),
                cov = plain(res$cov), lv = lavNames(fit, "lv"))
  if (!is.null(res$cov.z)) {
    found$z <- plain(res$cov.z)
    found$summary <- as.list(setNames(res$summary[, ncol(res$summary)], rownames(res$summary)))
  }
  if (grepl("fiml", case)) {
    found$scores <- plain(head(lavPredict(fit), 6))
    found$bartlett <- plain(head(lavPredict(fit, method = "Bartlett"), 6))
  }
  out[[case]] <- found
}
write(jsonlite::toJSON(out, digits = 10, auto_unbox = TRUE, na = "null"), "questions_incomplete.json")
