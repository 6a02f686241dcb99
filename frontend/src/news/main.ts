import "../styles/news.css";
