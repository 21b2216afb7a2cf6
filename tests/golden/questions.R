# What else lavaan answers of a fitted model: modification indices, score, Wald and difference tests, residuals
# and factor scores. Run in tests/golden: Rscript questions.R (lavaan 0.6-14).
suppressMessages(library(lavaan))
options(warn = -1, digits = 12)
fitted <- function(name, ..., change = c("", "")) {
  opts <- jsonlite::fromJSON(file.path("cases", name, "opts.json"))
  fun <- if (is.null(opts$fun)) "sem" else opts$fun
  rows <- read.csv(file.path("cases", name, "data.csv"))
  model <- paste(readLines(file.path("cases", name, "model.lav")), collapse = "\n")
  model <- sub(change[1], change[2], model, fixed = change[1] != "")
  opts <- modifyList(opts[setdiff(names(opts), c("fun", "se", "bootstrap"))], list(...))
  do.call(fun, c(list(model, rows), opts))
}
out <- list()

indices <- function(fit) {
  mi <- modindices(fit, sort. = TRUE, maximum.number = 40)
  mi[mi$mi > 1e-3, c("lhs", "op", "rhs", "mi", "epc", "sepc.lv", "sepc.all")]
}
for (name in c("hs_cfa", "hs_cfa_stdlv", "hs_mimic", "hs_second_order", "paper_hybrid", "pd_sem", "pd_equal",
               "talor_simple_meanstr", "single_indicator")) {
  out$modindices[[name]] <- indices(fitted(name))
}
for (estimator in c("GLS", "ULS", "WLS", "DWLS", "MLR", "WLSMV")) {
  out$modindices[[paste("hs_cfa", estimator)]] <- indices(fitted("hs_cfa", estimator = estimator))
}
out$modindices[["hs_mimic meanstructure"]] <- indices(fitted("hs_mimic", meanstructure = TRUE))
out$modindices[["paper_hybrid GLS"]] <- indices(fitted("paper_hybrid", estimator = "GLS"))

score <- function(found) list(total = as.list(found$test), each = found$uni)
out$score$`pd_equal` <- score(lavTestScore(fitted("pd_equal")))
out$score$`pd_equal GLS` <- score(lavTestScore(fitted("pd_equal", estimator = "GLS")))
out$score$`hs_cfa` <- score(lavTestScore(fitted("hs_cfa"), add = "visual =~ x9\nx7 ~~ x8\nx1 ~~ x5"))
out$score$`paper_full` <- score(lavTestScore(fitted("paper_full"), add = "outcome ~ alliance"))

wald <- function(name, text, ...) lavTestWald(fitted(name, ...), text)[c("stat", "df", "p.value")]
out$wald <- list(
  list(case = "pd_equal", estimator = "ML", text = "a == b\nb == c"),
  list(case = "pd_equal", estimator = "ML", text = "g11*b21 == 1\ng21 == 0.5"),
  list(case = "paper_hybrid", estimator = "MLR", text = "b1 == b2\nc1 == 0"),
  list(case = "paper_hybrid", estimator = "ML", text = "a*b1 == a*b2")
)
out$wald <- lapply(out$wald, function(x) c(x, wald(x$case, x$text, estimator = x$estimator)))

change <- function(larger, smaller, estimator, method) {
  args <- list(fitted(larger, estimator = estimator), fitted(smaller, estimator = estimator))
  if (method != "default") args$method <- method
  found <- as.data.frame(do.call(lavTestLRT, args))[2, ]
  list(larger = larger, smaller = smaller, estimator = estimator, method = method,
       chisq = found[["Chisq diff"]], df = found[["Df diff"]], pvalue = found[["Pr(>Chisq)"]],
       rmsea = found[["RMSEA"]])
}
out$difference <- list()
for (pair in list(c("paper_partial", "paper_hybrid"), c("paper_hybrid", "paper_full"), c("paper_partial", "paper_full"),
                  c("pd_sem", "pd_equal"))) {
  for (estimator in c("ML", "GLS", "DWLS")) {
    out$difference[[length(out$difference) + 1]] <- change(pair[1], pair[2], estimator, "default")
  }
  for (estimator in c("MLM", "MLR")) {
    for (method in c("default", "satorra.bentler.2010", "satorra.2000")) {
      out$difference[[length(out$difference) + 1]] <- change(pair[1], pair[2], estimator, method)
    }
  }
  for (estimator in c("MLMV", "WLSMV", "ULSMV")) {
    out$difference[[length(out$difference) + 1]] <- change(pair[1], pair[2], estimator, "default")
  }
}

plain <- function(x) unclass(as.matrix(x))
residuals_of <- function(fit) {
  bentler <- lavResiduals(fit, type = "cor.bentler", add.labels = FALSE, add.class = FALSE)
  bollen <- lavResiduals(fit, type = "cor.bollen", add.labels = FALSE, add.class = FALSE)
  raw <- lavResiduals(fit, type = "raw", add.labels = FALSE, add.class = FALSE)
  normalised <- residuals(fit, type = "normalized")
  list(names = lavNames(fit), raw = plain(raw$cov), raw.z = plain(raw$cov.z), bentler = plain(bentler$cov),
       bentler.z = plain(bentler$cov.z), bollen = plain(bollen$cov), bollen.z = plain(bollen$cov.z),
       mean = as.numeric(raw$mean), mean.z = as.numeric(raw$mean.z), normalised = plain(normalised$cov),
       summary = as.list(setNames(bentler$summary[, ncol(bentler$summary)], rownames(bentler$summary))),
       bollen.summary = as.list(setNames(bollen$summary[, ncol(bollen$summary)], rownames(bollen$summary))))
}
for (name in c("hs_cfa", "hs_mimic", "hs_cfa_mean", "pd_sem", "paper_hybrid", "hs_cfa_wishart")) {
  out$residuals[[name]] <- residuals_of(fitted(name))
}
for (estimator in c("MLR", "MLM", "GLS", "WLS")) {
  out$residuals[[paste("hs_cfa", estimator)]] <- residuals_of(fitted("hs_cfa", estimator = estimator))
}
growth_means <- c("x1 + x2 + x3", "x1 + x2 + x3\nx1 ~ 4*1\nx2 ~ 6*1")
out$residuals[["hs_cfa means"]] <- residuals_of(fitted("hs_cfa", meanstructure = TRUE, change = growth_means))

for (name in c("hs_cfa", "pd_sem", "paper_hybrid", "hs_second_order", "hs_mimic", "hs_cfa_mean", "paperL_hybrid")) {
  fit <- fitted(name)
  out$scores[[name]] <- list(
    names = lavNames(fit, "lv"),
    regression = plain(head(lavPredict(fit, method = "regression"), 8)),
    bartlett = plain(head(lavPredict(fit, method = "Bartlett"), 8))
  )
}
write(jsonlite::toJSON(out, digits = 10, auto_unbox = TRUE, na = "null"), "questions.json")
