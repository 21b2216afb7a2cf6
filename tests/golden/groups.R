# What lavaan gives for models of several groups of unequal size: Rscript groups.R > groups.json
suppressMessages({library(lavaan); library(jsonlite)})
hs <- read.csv("cases/hs_group_metric/data.csv")[c(1:70, 157:301), ]
study <- read.csv("cases/paperL_group_metric/data.csv")
gaps <- hs
for (j in 1:9) gaps[(seq_len(nrow(gaps)) * 7 + j * 3) %% 11 == 0, j] <- NA
three <- hs
three$school <- c("b", "a", "c")[1 + (seq_len(nrow(hs)) * 5) %% 3]
three$school[c(3, 90)] <- NA
factors <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
paths <- "Goal ~ a*Task + Bond\nsat1 ~ c(b1, b2)*Goal + Task\nd := b1*a - b2"
both <- c("loadings", "intercepts")
everything <- c(both, "residuals", "residual.covariances", "means", "regressions", "lv.variances", "lv.covariances")
cases <- list(
  wishart = list("hs", factors, fun = "cfa", group = "school", group.equal = both, likelihood = "wishart"),
  nomean = list("hs", factors, fun = "cfa", group = "school", group.equal = "loadings", meanstructure = FALSE),
  gls = list("hs", factors, fun = "cfa", group = "school", group.equal = both, estimator = "GLS"),
  uls = list("hs", factors, fun = "cfa", group = "school", group.equal = both, estimator = "ULS"),
  dwls = list("hs", factors, fun = "cfa", group = "school", group.equal = "loadings", estimator = "WLSMV"),
  mlm = list("hs", factors, fun = "cfa", group = "school", group.equal = both, estimator = "MLM"),
  mlmv = list("hs", factors, fun = "cfa", group = "school", group.equal = both, estimator = "MLMV"),
  mlr = list("hs", factors, fun = "cfa", group = "school", group.equal = both, estimator = "MLR"),
  fiml = list("gaps", factors, fun = "cfa", group = "school", group.equal = both, missing = "ml"),
  fiml_mlr = list("gaps", factors, fun = "cfa", group = "school", group.equal = "loadings", missing = "ml", estimator = "MLR"),
  three = list("three", factors, fun = "cfa", group = "school", group.equal = both, group.partial = c("visual=~x2", "x7~1")),
  standard = list("hs", factors, fun = "cfa", group = "school", group.equal = "loadings", std.lv = TRUE),
  residuals = list("hs", factors, fun = "cfa", group = "school", group.equal = c("loadings", "residuals", "lv.variances", "lv.covariances"), group.partial = "x1~~x1"),
  everything = list("study", paste(readLines("cases/paperL_group_metric/model.lav"), collapse = "\n"), fun = "sem", group = "sex", group.equal = everything),
  wls = list("study", paste(readLines("cases/paperL_group_metric/model.lav"), collapse = "\n"), fun = "sem", group = "sex", group.equal = both, estimator = "WLS"),
  exogenous = list("study", paths, fun = "sem", group = "sex"),
  exogenous_mlr = list("study", paths, fun = "sem", group = "sex", estimator = "MLR"),
  modifiers = list("hs", "visual =~ x1 + c(0.6, NA)*x2 + start(0.8)*x3\ntextual =~ x4 + x5 + x6\nvisual ~~ c(a, a)*textual", fun = "cfa", group = "school")
)
out <- lapply(cases, function(case) {
  options <- case[-(1:2)]
  arguments <- c(list(case[[2]], data = get(case[[1]])), options[names(options) != "fun"])
  fit <- suppressWarnings(do.call(options$fun, arguments))
  rows <- parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE, remove.eq = FALSE)
  rows <- rows[rows$op != "==", c("lhs", "op", "rhs", "group", "est", "se", "std.all")]
  measures <- c("chisq", "df", "baseline.chisq", "baseline.df", "cfi", "tli", "rmsea", "rmsea.ci.upper", "srmr", "crmr", "rmr", "mfi", "ecvi", "cn_05", "npar", "logl", "aic", "bic", "gfi", "agfi", "chisq.scaled", "chisq.scaling.factor", "baseline.chisq.scaled", "cfi.robust", "rmsea.robust", "rmsea.ci.upper.robust")
  values <- fitMeasures(fit)
  index <- head(modificationIndices(fit, sort. = TRUE)[c("lhs", "op", "rhs", "group", "mi", "epc")], 6)
  list(data = case[[1]], model = case[[2]], options = options, groups = lavInspect(fit, "group.label"),
       params = rows, fit = as.list(values[intersect(measures, names(values))]), modindices = index)
})
cat(toJSON(out, auto_unbox = TRUE, digits = 10, na = "null", dataframe = "rows"))
