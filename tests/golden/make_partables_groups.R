# Writes partables_groups.json: how lavaan completes models of several groups, growth curves, ordered variables and
# other estimators than ML (tests/model/test_groups.py holds ours against it).
# Run in this folder: Rscript make_partables_groups.R        Made with lavaan 0.6-14 on R 4.2.2.
library(lavaan)

two <- "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
paths <- paste0(two, "\ng ~ f + age")
mimic <- "f =~ x1 + x2 + x3\nf ~ age + sex"
items <- "f =~ u1 + u2 + u3\ng =~ u4 + u5 + u6"
curve <- "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4"
u <- paste0("u", 1:6)
metric <- "loadings"
scalar <- c("loadings", "intercepts")
strict <- c("loadings", "intercepts", "residuals")

cases <- list(
  configural = list(two, group = "a"),
  metric = list(two, group = "a", group.equal = metric),
  scalar = list(two, group = "a", group.equal = scalar),
  strict = list(two, group = "a", group.equal = strict),
  everything_equal = list(paste0(two, "\nx1 ~~ x4"), group = "a", group.equal = c(strict, "residual.covariances",
    "means", "lv.variances", "lv.covariances", "regressions")),
  means_without_intercepts = list(two, group = "a", group.equal = "means"),
  without_means = list(two, group = "a", meanstructure = FALSE, group.equal = metric),
  means_forced_by_equality = list(two, group = "a", meanstructure = FALSE, group.equal = scalar),
  three_groups = list(two, group = "b", group.equal = scalar),
  std_lv = list(two, group = "a", std.lv = TRUE),
  std_lv_metric = list(two, group = "a", std.lv = TRUE, group.equal = metric),
  std_lv_metric_variances = list(two, group = "a", std.lv = TRUE, group.equal = c(metric, "lv.variances")),
  std_lv_variance_written = list(paste0(two, "\nf ~~ f"), group = "a", std.lv = TRUE, group.equal = metric),
  regressions = list(paths, group = "a", group.equal = c(metric, "regressions")),
  regressions_random_x = list(paths, group = "a", fixed.x = FALSE, group.equal = c("regressions", "intercepts")),
  covariances = list(paste0(two, "\nx2 ~~ x5\nf ~~ g"), group = "a",
    group.equal = c("residual.covariances", "lv.covariances")),
  partial = list(two, group = "a", group.equal = strict, group.partial = c("f=~x2", "x5 ~ 1", "x6 ~~ x6")),
  mimic = list(mimic, group = "a", group.equal = c(scalar, "regressions")),
  second_order = list("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\ntop =~ f + g + h", group = "a",
    group.equal = scalar),
  second_order_single = list("f =~ x1 + x2 + x3\ntop =~ f\ny ~ top", group = "a", std.lv = TRUE, group.equal = metric),
  labels = list(paste0(two, "\ng ~ c(a1, a2)*f\nd := a1 - a2"), group = "a", group.equal = c(metric, "regressions")),
  labels_alike = list(paste0(two, "\ng ~ c(a, a)*f"), group = "a"),
  one_label = list("y ~ b*x1 + c*x2\ntwice := 2*b", group = "a"),
  one_label_under_equality = list("f =~ x1 + b*x2 + x3", group = "b", group.equal = metric),
  labels_over_three = list("y ~ c(a, b, a)*x1 + x2", group = "b"),
  fixed_in_one = list("f =~ x1 + c(0.5, NA)*x2 + x3", group = "a"),
  fixed_in_one_under_equality = list("f =~ x1 + c(0.5, NA)*x2 + x3", group = "a", group.equal = metric),
  marker_freed_in_one = list("f =~ c(NA, 1)*x1 + x2 + x3\nf ~~ c(1, NA)*f", group = "a"),
  marker_freed = list("f =~ NA*x1 + x2 + x3\nf ~~ c(1, NA)*f", group = "a", group.equal = metric),
  starts = list("f =~ x1 + start(c(.4, .6))*x2 + c(a, b)*x3 + start(.7)*x3", group = "a"),
  intercepts_written = list("f =~ x1 + x2 + x3\nx1 ~ c(0, 0)*1\nf ~ c(m1, m2)*1\nx2 ~ 1", group = "a", group.equal = scalar),
  path_model = list("m ~ x1\ny ~ m + x1", group = "a", group.equal = c("regressions", "residuals")),
  off_path = list("m ~ x1\ny ~ m + c(0, NA)*x1", group = "a", group.equal = "intercepts"),
  orthogonal = list(two, group = "a", orthogonal = TRUE, group.equal = "lv.covariances"),
  growth = list(curve, fun = "growth"),
  growth_covariate = list(paste0(curve, "\ni + s ~ age"), fun = "growth"),
  growth_random_covariate = list(paste0(curve, "\ni + s ~ age"), fun = "growth", fixed.x = FALSE),
  growth_outcome = list(paste0(curve, "\ny ~ i + s\nt1 ~ age"), fun = "growth"),
  growth_groups = list(curve, fun = "growth", group = "a", group.equal = c("means", "residuals")),
  growth_groups_intercepts = list(curve, fun = "growth", group = "a", group.equal = "intercepts"),
  growth_free_times = list("i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + t3 + t4\ni ~ 0*1", fun = "growth"),
  growth_std_lv = list("f =~ x1 + x2 + x3", fun = "growth", std.lv = TRUE),
  ordered = list(items, ordered = u),
  ordered_theta = list(items, ordered = u, parameterization = "theta"),
  ordered_std_lv = list(items, ordered = u, std.lv = TRUE),
  ordered_mixed = list("f =~ x1 + u2 + u3\ng =~ u4 + x5 + u6", ordered = c("u2", "u3", "u4", "u6")),
  ordered_outcome = list("f =~ x1 + x2 + x3\nu5 ~ f", ordered = "u5"),
  ordered_mediator = list("f =~ x1 + x2 + x3\nu5 ~ f\ny ~ u5 + f", ordered = "u5"),
  ordered_single = list("f =~ u1\ng =~ x4 + x5 + x6\ng ~ f", ordered = "u1"),
  ordered_written = list(paste0(items, "\nu1 | 0*t1 + b*t2\nu2 | b*t2"), ordered = u),
  ordered_only_written = list("f =~ u1 + x2 + x3\nu1 | t1 + t2", estimator = "WLSMV"),
  ordered_covariate = list(paste0(items, "\nf ~ age + u2x"), ordered = c(u, "u2x")),
  ordered_growth = list("i =~ 1*u1 + 1*u2 + 1*u3\ns =~ 0*u1 + 1*u2 + 2*u3", fun = "growth", ordered = c("u1", "u2", "u3")),
  ordered_groups = list(items, group = "a", ordered = u),
  ordered_groups_metric = list(items, group = "a", ordered = u, group.equal = metric),
  ordered_groups_scalar = list(items, group = "a", ordered = u, group.equal = c(metric, "thresholds")),
  ordered_groups_scalar_theta = list(items, group = "a", ordered = u, group.equal = c(metric, "thresholds"),
    parameterization = "theta"),
  ordered_groups_by_intercepts = list("f =~ u1 + u2 + x3 + x4", group = "b", ordered = c("u1", "u2"),
    group.equal = scalar),
  ordered_groups_means = list(items, group = "a", ordered = u, std.lv = TRUE,
    group.equal = c(metric, "thresholds", "means")),
  ordered_groups_partial = list(items, group = "a", ordered = u, group.equal = c(metric, "thresholds"),
    group.partial = c("u1|t2", "f=~u2")),
  ordered_uls = list(items, ordered = u, estimator = "ULSMV"),
  constraints = list("y ~ b1*x1 + b2*x2 + b3*x3\nb1 == b2 + b3\nd := b1 - b2\nb3 > 0\nd < 1"),
  gls_covariates = list(mimic, estimator = "GLS"),
  uls_covariates = list(mimic, estimator = "ULS", meanstructure = TRUE),
  wls_covariates = list("y ~ x1 + x2", estimator = "WLS"),
  dwls_covariates = list("y ~ x1 + x2", estimator = "DWLS", group = "a"),
  mlr_covariates = list(mimic, estimator = "MLR"),
  mlm_covariates = list(mimic, estimator = "MLM", meanstructure = TRUE),
  fiml = list(two, missing = "fiml"),
  fiml_covariates = list(mimic, missing = "fiml", meanstructure = FALSE),
  fiml_mlr = list(two, missing = "ml", estimator = "MLR")
)

set.seed(1)
n <- 600
data <- as.data.frame(matrix(rnorm(n * 20) + rnorm(n), n))
names(data) <- c(paste0("x", 1:9), "y", "m", "age", "sex", paste0("t", 1:4), paste0("v", 1:3))
for (k in 1:6) data[[paste0("u", k)]] <- as.integer(cut(data[[k]] + rnorm(n), c(-Inf, -1, 0.5, 1.5, Inf)[c(1, 2, 3, if (k > 2) 4, 5)]))
data$u2x <- data$u2
data$a <- rep(1:2, n / 2)
data$b <- rep(1:3, n / 3)

quoted <- function(x) paste0('"', gsub("\n", "\\n", gsub('"', '\\"', x, fixed = TRUE), fixed = TRUE), '"')

value <- function(x) {
  if (length(x) > 1) return(paste0("[", paste(vapply(x, value, ""), collapse = ", "), "]"))
  if (is.na(x)) return("null")
  if (is.logical(x)) return(tolower(as.character(x)))
  if (is.numeric(x)) return(format(x, digits = 15))
  quoted(x)
}

table_of <- function(case) {
  fun <- if (is.null(case$fun)) "sem" else case$fun
  fit <- suppressWarnings(do.call(fun, c(list(case[[1]], data = data, do.fit = FALSE), case[-1][names(case)[-1] != "fun"])))
  pt <- as.data.frame(parTable(fit))
  ties <- pt[pt$op == "==" & pt$user == 2, ]
  # Of parameters that lavaan ties by plabels, the first stands for all.
  first <- pt$free
  for (i in seq_len(nrow(ties))) {
    one <- pt$plabel == ties$lhs[i]
    first[pt$plabel == ties$rhs[i] & pt$plabel != ""] <- first[one & pt$plabel != ""]
  }
  pt$tied <- first
  pt <- pt[!(pt$op == "==" & pt$user == 2), ]
  computed <- pt$op %in% c(":=", "==", "<", ">")
  pt$value <- ifelse(pt$free > 0 | pt$exo == 1 | computed, NA, pt$ustart)
  pt$label[computed] <- ""
  row <- function(i) {
    cells <- c(quoted(pt$lhs[i]), quoted(pt$op[i]), quoted(pt$rhs[i]), value(max(pt$group[i], 1)), value(pt$tied[i]),
               value(pt$value[i]), quoted(pt$label[i]), value(pt$exo[i] == 1), value(pt$user[i] == 1))
    paste0("[", paste(cells, collapse = ", "), "]")
  }
  paste0("[\n   ", paste(vapply(seq_len(nrow(pt)), row, ""), collapse = ",\n   "), "]")
}

entries <- vapply(names(cases), function(name) {
  options <- cases[[name]][-1]
  words <- vapply(names(options), function(key) paste0(quoted(key), ": ", value(options[[key]])), "")
  groups <- if (is.null(options$group)) 1 else length(unique(data[[options$group]]))
  paste0(quoted(name), ": {\n  \"model\": ", quoted(cases[[name]][[1]]), ",\n  \"options\": {",
         paste(words, collapse = ", "), "},\n  \"groups\": ", groups, ",\n  \"rows\": ", table_of(cases[[name]]), "\n }")
}, "")
levels <- vapply(c(u, "u2x"), function(name) paste0(quoted(name), ": ", length(unique(data[[name]]))), "")
note <- paste("lavaan", packageVersion("lavaan"), "parTable; rows: lhs, op, rhs, group, number of the free parameter",
              "(the same for equal ones, 0 where fixed), fixed value, label, exo, user; made by make_partables_groups.R")
writeLines(paste0("{\n \"note\": ", quoted(note), ",\n \"levels\": {", paste(levels, collapse = ", "),
                  "},\n \"cases\": {\n ", paste(entries, collapse = ",\n "), "\n }\n}"), "partables_groups.json")
